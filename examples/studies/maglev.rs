//! What a larger table buys: D. E. Eisenbud and others, Maglev: A Fast and Reliable Software Network Load Balancer, NSDI
//! 2016, section 5.3: a thousand backends, of which some fail at once.

use lvsim::ipvs::Endpoint;
use lvsim::ipvs::scheduler::{MhTabIndex, maglev_table};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

pub(crate) const BACKENDS: u32 = 1000;
/// Tables from twice as many slots as backends to a thousand times as many; the paper has 65537 and 655373.
pub(crate) const TABLES: [u8; 6] = [11, 13, 15, 16, 17, 20];
pub(crate) const FAILED: [usize; 4] = [1, 5, 10, 50];

/// By slot: the backend that owns it.
fn table(backends: &[u32], size: u8) -> Vec<u32> {
    let list: Vec<_> = backends.iter().map(|&backend| (Endpoint::new(0x0a01_0000 + backend, 80), 1)).collect();
    let places = maglev_table(&list, MhTabIndex::new(size).expect("a size of the kernel"));
    places.into_iter().map(|place| backends[place as usize]).collect()
}

/// The most slots that a backend owns, over their mean: 1 is perfect.
pub(crate) fn imbalance(size: u8) -> f64 {
    let slots = table(&(0..BACKENDS).collect::<Vec<_>>(), size);
    let mut owned = vec![0_u32; BACKENDS as usize];
    slots.iter().for_each(|&backend| owned[backend as usize] += 1);
    f64::from(owned.into_iter().max().unwrap_or(0)) * f64::from(BACKENDS) / slots.len() as f64
}

/// Which share of the slots changes hands although its backend has not failed, when so many fail at once; the mean over some
/// draws of who fails.
pub(crate) fn disruption(size: u8, failed: usize, draws: u64) -> f64 {
    let mut backends: Vec<u32> = (0..BACKENDS).collect();
    let before = table(&backends, size);
    let mut moved = 0;
    for draw in 0..draws {
        let mut order = backends.clone();
        order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(draw));
        let gone = &order[..failed];
        backends.retain(|backend| !gone.contains(backend));
        let after = table(&backends, size);
        moved += before.iter().zip(after).filter(|(old, new)| *old != new && !gone.contains(old)).count();
        backends = (0..BACKENDS).collect();
    }
    moved as f64 / (draws * before.len() as u64) as f64
}

/// The table, in Markdown.
pub(crate) fn print(draws: u64) {
    let columns: Vec<String> = FAILED.iter().map(|failed| format!("{failed} failed")).collect();
    println!("| slots | slots a backend | most over mean | {} |", columns.join(" | "));
    println!("|---|---|---|{}", "---|".repeat(FAILED.len()));
    for size in TABLES {
        let slots = MhTabIndex::new(size).expect("a size of the kernel").slots();
        let cells: Vec<_> =
            FAILED.iter().map(|&failed| format!("{:.2} %", disruption(size, failed, draws) * 100.0)).collect();
        let each = f64::from(slots) / f64::from(BACKENDS);
        println!("| {slots} | {each:.1} | {:.4} | {} |", imbalance(size), cells.join(" | "));
    }
}
