//! What the room is held to. Real sample files are read from the folder that `HELIU_SAMPLES` names; where it is not set, files of the
//! same shape are made up, and the test says so.

mod boards;
mod cells;
mod encodings;
mod files;
mod samples;
mod tables;
mod world;
