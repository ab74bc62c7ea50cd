//! Storage, caches, and real servers as they fail: by hand, by law, and against theory with tolerances from the estimates' own
//! confidence intervals.

mod cache;
mod cluster;
mod gray;
mod lapses;
mod rack;
mod storage;
