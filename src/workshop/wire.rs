//! Values as bytes, for the way between the page's modules: no names, no gaps, nothing that may be left out.

/// A value that can be sent.
pub trait Wire: Sized {
    /// Writes the value behind what is there.
    fn put(&self, to: &mut Vec<u8>);

    /// Takes the value off the front; none where the bytes are no such value.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// Bytes that are sent as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Wire for usize {
    fn put(&self, to: &mut Vec<u8>) {
        let number = u32::try_from(*self).expect("what is sent is counted below four billion");
        to.extend(number.to_le_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (number, rest) = from.split_first_chunk()?;
        *from = rest;
        Self::try_from(u32::from_le_bytes(*number)).ok()
    }
}

impl Wire for bool {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        (*byte < 2).then_some(*byte == 1)
    }
}

fn put_bytes(bytes: &[u8], to: &mut Vec<u8>) {
    bytes.len().put(to);
    to.extend(bytes);
}

fn take_bytes(from: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::take(from)?;
    let (bytes, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(bytes.to_vec())
}

impl Wire for Bytes {
    fn put(&self, to: &mut Vec<u8>) {
        put_bytes(&self.0, to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        take_bytes(from).map(Self)
    }
}

impl Wire for String {
    fn put(&self, to: &mut Vec<u8>) {
        put_bytes(self.as_bytes(), to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::from_utf8(take_bytes(from)?).ok()
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.len().put(to);
        for item in self {
            item.put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let length = usize::take(from)?;
        (0..length).map(|_| T::take(from)).collect()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        if bool::take(from)? { T::take(from).map(Some) } else { Some(None) }
    }
}

impl<T: Wire, E: Wire> Wire for Result<T, E> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_ok().put(to);
        match self {
            Ok(value) => value.put(to),
            Err(reason) => reason.put(to),
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        if bool::take(from)? { T::take(from).map(Ok) } else { E::take(from).map(Err) }
    }
}

/// Structs whose fields are sent in their order.
macro_rules! wired {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl $crate::workshop::wire::Wire for $name {
            fn put(&self, to: &mut Vec<u8>) {
                // An order may have nothing to say but its number.
                let _ = &to;
                $($crate::workshop::wire::Wire::put(&self.$field, to);)*
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let _ = &from;
                Some(Self { $($field: $crate::workshop::wire::Wire::take(from)?,)* })
            }
        }
    )*};
}

/// Values of short lists, by their place.
macro_rules! placed {
    ($($type:ident { $($value:ident),* })*) => {$(
        impl $crate::workshop::wire::Wire for $type {
            fn put(&self, to: &mut Vec<u8>) {
                $crate::workshop::wire::Wire::put(&(*self as usize), to);
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let place: usize = $crate::workshop::wire::Wire::take(from)?;
                [$(Self::$value),*].get(place).copied()
            }
        }
    )*};
}

pub(super) use {placed, wired};

#[cfg(test)]
mod tests {
    use super::*;

    fn returns<T: Wire + PartialEq + std::fmt::Debug>(value: &T) {
        let mut sent = Vec::new();
        value.put(&mut sent);
        let mut rest = sent.as_slice();
        assert_eq!(T::take(&mut rest).as_ref(), Some(value));
        assert!(rest.is_empty());
        for cut in 0..sent.len() {
            let mut part = sent.get(..cut).unwrap();
            assert_eq!(T::take(&mut part), None, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_sent_arrives_and_what_is_cut_does_not() {
        returns(&4711_usize);
        returns(&"Zürich".to_owned());
        returns(&vec![Some(true), None, Some(false)]);
        returns(&Ok::<_, String>(Bytes(vec![0, 255])));
        returns(&Err::<usize, _>("why".to_owned()));
        assert_eq!(String::take(&mut &[1, 0, 0, 0, 255][..]), None, "no text");
        assert_eq!(bool::take(&mut &[2][..]), None);
        // A length that nothing follows reserves nothing.
        assert_eq!(Vec::<usize>::take(&mut &[255; 4][..]), None);
    }
}
