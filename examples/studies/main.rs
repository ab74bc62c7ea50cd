//! Studies by others, done again: the tables of `docs/validation.md`, by `cargo run --release --example studies`. An argument
//! multiplies the length of the runs: 0.1 is a tenth of those that are documented.

mod choices;
mod farm;
mod maglev;
mod shortest_queue;

use farm::Effort;

fn main() {
    let scale = std::env::args().nth(1).map_or(1.0, |text| text.parse().expect("a number, such as 0.1"));
    println!("The power of choices: mean time in the system, in mean services\n");
    choices::print(Effort { replications: 10, services: 20_000.0 * scale });
    println!("\nThe shortest of {} queues at load {}\n", shortest_queue::SERVERS, shortest_queue::LOAD);
    shortest_queue::print(Effort { replications: 10, services: 500_000.0 * scale });
    println!("\nMaglev: {} backends\n", maglev::BACKENDS);
    maglev::print((50.0 * scale).ceil() as u64);
}
