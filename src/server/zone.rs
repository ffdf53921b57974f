//! Time zones by their names, from the data that the program carries.

use heliu_domain::Timestamp;
use jiff::tz::{TimeZone, db};

/// Minutes that clocks in a zone are ahead of UTC at an instant; nothing for a zone that is not known.
pub fn offset_minutes(name: &str, at: Timestamp) -> Option<i32> {
    if name.is_empty() {
        return None;
    }
    let zone = TimeZone::get(name).ok()?;
    let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(zone.to_offset(instant).seconds() / 60)
}

/// Whether there is a zone of that name.
pub fn is_known(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The zones that people choose from: those named by place, in alphabetical order.
pub fn names() -> Vec<String> {
    let is_place = |name: &String| {
        let area = name.split('/').next().unwrap_or_default();
        matches!(area, "Africa" | "America" | "Antarctica" | "Arctic" | "Asia" | "Atlantic" | "Australia" | "Europe" | "Indian" | "Pacific")
            || name == "UTC"
    };
    let mut names: Vec<String> = db().available().map(|name| name.to_string()).filter(is_place).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_is_known() {
        let (winter, summer) = (Timestamp(1_767_225_600_000), Timestamp(1_782_864_000_000));
        assert_eq!(offset_minutes("Europe/Berlin", winter), Some(60));
        assert_eq!(offset_minutes("Europe/Berlin", summer), Some(120));
        assert_eq!(offset_minutes("Asia/Kolkata", winter), Some(330));
        assert_eq!(offset_minutes("Asia/Shanghai", summer), Some(480));
        for name in ["", "Mars/Olympus", "../../etc/passwd"] {
            assert_eq!(offset_minutes(name, winter), None, "{name}");
        }
    }

    #[test]
    fn every_zone_that_is_offered_is_known() {
        let names = names();
        assert!(names.len() > 300 && names.contains(&"Asia/Shanghai".to_owned()), "{}", names.len());
        assert!(names.iter().all(|name| is_known(name)));
    }
}
