//! As many runs at a time as there are threads.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

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

    /// Does `work` for the numbers below `count`, begun in about their order; stops soon after it fails for one of them.
    pub(super) fn try_each<E: Send>(
        &self,
        count: usize,
        work: impl Fn(usize) -> Result<(), E> + Send + Sync,
    ) -> Result<(), E> {
        // One at a time from the front: halves of halves would begin in the middle of the list as well.
        let next = AtomicUsize::new(0);
        self.0.install(|| {
            (0..count).into_par_iter().with_max_len(1).try_for_each(|_| work(next.fetch_add(1, Ordering::Relaxed)))
        })
    }
}
