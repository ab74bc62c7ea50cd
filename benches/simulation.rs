//! The four workloads of `docs/performance.md`, whole runs: `cargo bench --bench simulation`.

mod workloads;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use workloads::WORKLOADS;

const REQUESTS: u64 = 200_000;

fn simulation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulation");
    group.throughput(Throughput::Elements(REQUESTS)).sample_size(20);
    for workload in WORKLOADS {
        let name = format!("{} {} {} servers", workload.name, workload.scheduler, workload.servers);
        let cluster = workload.cluster(REQUESTS);
        group.bench_function(name, |bencher| bencher.iter(|| lvsim::cluster::simulate(&cluster)));
    }
    group.finish();
}

criterion_group!(benches, simulation);
criterion_main!(benches);
