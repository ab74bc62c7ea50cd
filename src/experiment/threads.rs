//! As many runs at a time as there are threads.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::num::NonZeroUsize;

/// Threads that work through a list together.
#[derive(Debug)]
pub struct Threads(ThreadPool);

impl Threads {
    /// So many threads, or one for each processor.
    ///
    /// # Errors
    /// If the operating system does not give them.
    pub fn new(count: Option<NonZeroUsize>) -> Result<Self, ThreadPoolBuildError> {
        let count = count.map_or(0, NonZeroUsize::get);
        ThreadPoolBuilder::new().num_threads(count).build().map(Self)
    }

    /// What `work` makes of the numbers below `count`, in their order. Each is a long piece of work.
    pub(super) fn map<T: Send>(&self, count: usize, work: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
        self.0.install(|| (0..count).into_par_iter().with_max_len(1).map(work).collect())
    }
}
