//! The directory: the workspace's name, its people and its exchange rates; the settings page.

mod page;
mod people;
mod rate;
mod rates;

pub use self::page::SettingsPage;
