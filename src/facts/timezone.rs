//! PAN-OS's time zones: a closed list, older than today's time zone database.

/// Regions with their places; the first region's names stand alone. Source: codegen, general settings.
const ZONES: [(&str, &str); 18] = [
    (
        "",
        "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire Factory GB GB-Eire GMT GMT+0 GMT-0 GMT0 \
         Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST \
         MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC \
         Universal W-SU WET Zulu",
    ),
    (
        "Africa",
        "Abidjan Accra Addis_Ababa Algiers Asmara Asmera Bamako Bangui Banjul Bissau Blantyre \
         Brazzaville Bujumbura Cairo Casablanca Ceuta Conakry Dakar Dar_es_Salaam Djibouti \
         Douala El_Aaiun Freetown Gaborone Harare Johannesburg Kampala Khartoum Kigali Kinshasa \
         Lagos Libreville Lome Luanda Lubumbashi Lusaka Malabo Maputo Maseru Mbabane Mogadishu \
         Monrovia Nairobi Ndjamena Niamey Nouakchott Ouagadougou Porto-Novo Sao_Tome Timbuktu \
         Tripoli Tunis Windhoek",
    ),
    (
        "America",
        "Adak Anchorage Anguilla Antigua Araguaina Argentina/Buenos_Aires Argentina/Catamarca \
         Argentina/ComodRivadavia Argentina/Cordoba Argentina/Jujuy Argentina/La_Rioja \
         Argentina/Mendoza Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan \
         Argentina/San_Luis Argentina/Tucuman Argentina/Ushuaia Aruba Asuncion Atikokan Atka \
         Bahia Barbados Belem Belize Blanc-Sablon Boa_Vista Bogota Boise Buenos_Aires \
         Cambridge_Bay Campo_Grande Cancun Caracas Catamarca Cayenne Cayman Chicago Chihuahua \
         Coral_Harbour Cordoba Costa_Rica Cuiaba Curacao Danmarkshavn Dawson Dawson_Creek \
         Denver Detroit Dominica Edmonton Eirunepe El_Salvador Ensenada Fort_Wayne Fortaleza \
         Glace_Bay Godthab Goose_Bay Grand_Turk Grenada Guadeloupe Guatemala Guayaquil Guyana \
         Halifax Havana Hermosillo Indiana/Indianapolis Indiana/Knox Indiana/Marengo \
         Indiana/Petersburg Indiana/Tell_City Indiana/Vevay Indiana/Vincennes Indiana/Winamac \
         Indianapolis Inuvik Iqaluit Jamaica Jujuy Juneau Kentucky/Louisville \
         Kentucky/Monticello Knox_IN La_Paz Lima Los_Angeles Louisville Maceio Managua Manaus \
         Marigot Martinique Mazatlan Mendoza Menominee Merida Mexico_City Miquelon Moncton \
         Monterrey Montevideo Montreal Montserrat Nassau New_York Nipigon Nome Noronha \
         North_Dakota/Center North_Dakota/New_Salem Panama Pangnirtung Paramaribo Phoenix \
         Port-au-Prince Port_of_Spain Porto_Acre Porto_Velho Puerto_Rico Rainy_River \
         Rankin_Inlet Recife Regina Resolute Rio_Branco Rosario Santarem Santiago Santo_Domingo \
         Sao_Paulo Scoresbysund Shiprock St_Barthelemy St_Johns St_Kitts St_Lucia St_Thomas \
         St_Vincent Swift_Current Tegucigalpa Thule Thunder_Bay Tijuana Toronto Tortola \
         Vancouver Virgin Whitehorse Winnipeg Yakutat Yellowknife",
    ),
    (
        "Antarctica",
        "Casey Davis DumontDUrville Mawson McMurdo Palmer Rothera South_Pole Syowa Vostok",
    ),
    ("Arctic", "Longyearbyen"),
    (
        "Asia",
        "Aden Almaty Amman Anadyr Aqtau Aqtobe Ashgabat Ashkhabad Baghdad Bahrain Baku Bangkok \
         Beirut Bishkek Brunei Calcutta Choibalsan Chongqing Chungking Colombo Dacca Damascus \
         Dhaka Dili Dubai Dushanbe Gaza Harbin Ho_Chi_Minh Hong_Kong Hovd Irkutsk Istanbul \
         Jakarta Jayapura Jerusalem Kabul Kamchatka Karachi Kashgar Kathmandu Katmandu Kolkata \
         Krasnoyarsk Kuala_Lumpur Kuching Kuwait Macao Macau Magadan Makassar Manila Muscat \
         Nicosia Novokuznetsk Novosibirsk Omsk Oral Phnom_Penh Pontianak Pyongyang Qatar \
         Qyzylorda Rangoon Riyadh Riyadh87 Riyadh88 Riyadh89 Saigon Sakhalin Samarkand Seoul \
         Shanghai Singapore Taipei Tashkent Tbilisi Tehran Tel_Aviv Thimbu Thimphu Tokyo \
         Ujung_Pandang Ulaanbaatar Ulan_Bator Urumqi Vientiane Vladivostok Yakutsk \
         Yekaterinburg Yerevan",
    ),
    (
        "Atlantic",
        "Azores Bermuda Canary Cape_Verde Faeroe Faroe Jan_Mayen Madeira Reykjavik \
         South_Georgia St_Helena Stanley",
    ),
    (
        "Australia",
        "ACT Adelaide Brisbane Broken_Hill Canberra Currie Darwin Eucla Hobart LHI Lindeman \
         Lord_Howe Melbourne NSW North Perth Queensland South Sydney Tasmania Victoria West \
         Yancowinna",
    ),
    ("Brazil", "Acre DeNoronha East West"),
    (
        "Canada",
        "Atlantic Central East-Saskatchewan Eastern Mountain Newfoundland Pacific Saskatchewan \
         Yukon",
    ),
    ("Chile", "Continental EasterIsland"),
    (
        "Etc",
        "GMT GMT+0 GMT+1 GMT+10 GMT+11 GMT+12 GMT+2 GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 \
         GMT-0 GMT-1 GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT-2 GMT-3 GMT-4 GMT-5 GMT-6 GMT-7 \
         GMT-8 GMT-9 GMT0 Greenwich UCT UTC Universal Zulu",
    ),
    (
        "Europe",
        "Amsterdam Andorra Athens Belfast Belgrade Berlin Bratislava Brussels Bucharest \
         Budapest Chisinau Copenhagen Dublin Gibraltar Guernsey Helsinki Isle_of_Man Istanbul \
         Jersey Kaliningrad Kiev Lisbon Ljubljana London Luxembourg Madrid Malta Mariehamn \
         Minsk Monaco Moscow Nicosia Oslo Paris Podgorica Prague Riga Rome Samara San_Marino \
         Sarajevo Simferopol Skopje Sofia Stockholm Tallinn Tirane Tiraspol Uzhgorod Vaduz \
         Vatican Vienna Vilnius Volgograd Warsaw Zagreb Zaporozhye Zurich",
    ),
    (
        "Indian",
        "Antananarivo Chagos Christmas Cocos Comoro Kerguelen Mahe Maldives Mauritius Mayotte \
         Reunion",
    ),
    ("Mexico", "BajaNorte BajaSur General"),
    ("Mideast", "Riyadh87 Riyadh88 Riyadh89"),
    (
        "Pacific",
        "Apia Auckland Chatham Easter Efate Enderbury Fakaofo Fiji Funafuti Galapagos Gambier \
         Guadalcanal Guam Honolulu Johnston Kiritimati Kosrae Kwajalein Majuro Marquesas Midway \
         Nauru Niue Norfolk Noumea Pago_Pago Palau Pitcairn Ponape Port_Moresby Rarotonga \
         Saipan Samoa Tahiti Tarawa Tongatapu Truk Wake Wallis Yap",
    ),
    (
        "US",
        "Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan \
         Mountain Pacific Samoa",
    ),
];

/// Names that came into the time zone database after PAN-OS's list, with PAN-OS's name of the same clock.
const RENAMED: [(&str, &str); 7] = [
    ("America/Nuuk", "America/Godthab"),
    ("Asia/Hanoi", "Asia/Ho_Chi_Minh"),
    ("Asia/Yangon", "Asia/Rangoon"),
    ("Europe/Kyiv", "Europe/Kiev"),
    ("Pacific/Chuuk", "Pacific/Truk"),
    ("Pacific/Kanton", "Pacific/Enderbury"),
    ("Pacific/Pohnpei", "Pacific/Ponape"),
];

/// Whether PAN-OS knows the time zone; capitals count.
pub fn is_time_zone(text: &str) -> bool {
    let (region, place) = text.split_once('/').unwrap_or(("", text));
    let mut regions = ZONES.iter().filter(|(known, _)| *known == region);
    !text.starts_with('/')
        && regions.any(|(_, places)| places.split(' ').any(|known| known == place))
}

/// PAN-OS's name for what may be meant: other capitals, blanks, a place alone or a newer name.
pub fn time_zone_meant(text: &str) -> Option<String> {
    let text = text.trim().replace(' ', "_");
    let newer = RENAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(&text));
    if let Some((_, known)) = newer {
        return Some((*known).to_owned());
    }
    let all = ZONES.iter().flat_map(|(region, places)| {
        places.split(' ').map(move |place| match *region {
            "" => (place, place.to_owned()),
            region => (place, format!("{region}/{place}")),
        })
    });
    let same = |(place, name): &(&str, String)| {
        name.eq_ignore_ascii_case(&text) || place.eq_ignore_ascii_case(&text)
    };
    all.into_iter().find(same).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_closed() {
        for known in ["UTC", "CET", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]
        {
            assert!(is_time_zone(known), "{known}");
        }
        for unknown in ["", "/", "Europe/", "/UTC", "Mars/Olympus", "Europe/Kyiv", "utc", "Berlin"]
        {
            assert!(!is_time_zone(unknown), "{unknown}");
        }
        assert_eq!(ZONES.iter().map(|(_, places)| places.split(' ').count()).sum::<usize>(), 566);
    }

    #[test]
    fn what_is_meant_is_found() {
        for (typed, meant) in [
            ("utc", "UTC"),
            ("berlin", "Europe/Berlin"),
            ("America/New York", "America/New_York"),
            ("Europe/Kyiv", "Europe/Kiev"),
        ] {
            assert_eq!(time_zone_meant(typed).as_deref(), Some(meant));
            assert!(is_time_zone(meant));
        }
        assert_eq!(time_zone_meant("Mars/Olympus"), None);
        assert!(RENAMED.iter().all(|(new, known)| !is_time_zone(new) && is_time_zone(known)));
    }
}
