//! What requests ask for and how much they carry.

use crate::cluster::addresses::Popularity;
use crate::cluster::event::RequestId;
use crate::cluster::law::Law;
use crate::cluster::request::Request;
use crate::cluster::spec::{Arrivals, ClientSpec, ClusterSpec};
use crate::engine::Streams;
use crate::ipvs::Endpoint;
use crate::time::SimDuration;
use rand::{Rng, RngExt};
use rand_distr::Zipf;

/// No particular object.
pub const NO_OBJECT: u32 = u32::MAX;

/// The law of a random size. It is one of durations in which a nanosecond stands for a byte: both are whole numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeLaw(pub Law);

impl SizeLaw {
    /// Always the same number of bytes.
    pub const fn constant(bytes: u64) -> Self {
        Self(Law::Constant(SimDuration::from_nanos(bytes)))
    }

    /// Draws a size in bytes.
    pub fn sample<R: Rng>(&self, rng: &mut R) -> u64 {
        self.0.sample(rng).as_nanos()
    }

    /// Its mean in bytes.
    pub fn mean_bytes(&self) -> f64 {
        self.0.mean_s() * 1e9
    }

    fn is_constant(&self) -> bool {
        matches!(self.0, Law::Constant(_))
    }
}

/// What there is to be asked for.
#[derive(Clone, Debug)]
pub struct ContentSpec {
    /// Its name.
    pub name: String,
    /// How many objects there are; at least 1.
    pub objects: u32,
    /// How often each is asked for: object 0 most.
    pub popularity: Popularity,
    /// The size of an object, drawn once for each.
    pub size: SizeLaw,
}

/// How much the requests of a client group carry.
#[derive(Clone, Debug)]
pub struct PayloadSpec {
    /// The size of a request.
    pub request: SizeLaw,
    /// The size of a response that is no object of `content`.
    pub response: SizeLaw,
    /// Which content it asks for; `None` is no particular object.
    pub content: Option<usize>,
    /// To which of many addresses each request goes; `None` is to the only one there is.
    pub destinations: Option<Destinations>,
}

/// Many addresses behind one firewall mark: those of the servers that a transparent cache stands before, say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Destinations {
    /// The mark that the directors' firewall gives to packets for them; above 0.
    pub fwmark: u32,
    /// The first of them.
    pub first: u32,
    /// How many consecutive ones there are; at least 1.
    pub count: u32,
    /// The port on all of them.
    pub port: u16,
    /// Which are asked for more, where it is not an object that decides.
    pub popularity: Popularity,
}

impl Destinations {
    /// An object is at one address only: that which its number's hash (SplitMix64's finalizer) names.
    pub fn of_object(&self, object: u32) -> Endpoint {
        let mut hash = (u64::from(object) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let place = (hash ^ (hash >> 31)) % u64::from(self.count);
        Endpoint::new(self.first.wrapping_add(place as u32), self.port)
    }

    fn draw<R: Rng>(&self, zipf: Option<&Zipf<f64>>, rng: &mut R) -> Endpoint {
        let place = match zipf {
            None => rng.random_range(0..self.count),
            // Ranks are whole numbers from 1 on.
            Some(law) => rng.sample(law) as u32 - 1,
        };
        Endpoint::new(self.first.wrapping_add(place), self.port)
    }

    fn zipf(&self) -> Option<Zipf<f64>> {
        match self.popularity {
            Popularity::Uniform => None,
            Popularity::Zipf { exponent } => Some(Zipf::new(f64::from(self.count), exponent).expect("checked")),
        }
    }
}

impl PayloadSpec {
    /// Half a kilobyte of request, as a browser sends; ten kilobytes of response.
    pub const DEFAULT: Self = Self {
        request: SizeLaw::constant(500),
        response: SizeLaw::constant(10_000),
        content: None,
        destinations: None,
    };

    /// Whether requests differ.
    fn varies(&self) -> bool {
        self.content.is_some()
            || self.destinations.is_some()
            || !self.request.is_constant()
            || !self.response.is_constant()
    }
}

/// What one request asks for and how much it carries, without the headers of TCP and below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The object asked for, or [`NO_OBJECT`].
    pub object: u32,
    /// Size of the request.
    pub request_bytes: u32,
    /// Size of the response.
    pub response_bytes: u64,
}

/// The payloads of all requests under way.
#[derive(Debug)]
pub struct Payloads {
    groups: Vec<PayloadSpec>,
    catalogues: Vec<Catalogue>,
    /// By client group: the law of the ranks of its destinations.
    zipfs: Vec<Option<Zipf<f64>>>,
    /// Whether requests of one group differ at all. If not, `table` stays empty.
    vary: bool,
    /// By request.
    table: Vec<Payload>,
}

impl Payloads {
    /// No request is under way.
    pub fn new(spec: &ClusterSpec, streams: &Streams) -> Self {
        let groups: Vec<PayloadSpec> = spec.clients.iter().map(|client: &ClientSpec| client.payload.clone()).collect();
        let catalogues = spec.contents.iter().map(|content| {
            let mut stream = streams.stream(&format!("sizes of {}", content.name));
            Catalogue::new(content, &mut stream)
        });
        // Commands of FTP carry less than its files.
        let has_commands = |client: &ClientSpec| client.session.as_ref().is_some_and(|session| session.data.is_some());
        let is_recorded = |client: &ClientSpec| matches!(client.arrivals, Arrivals::Trace(_));
        let vary = groups.iter().any(PayloadSpec::varies)
            || spec.clients.iter().any(|client| has_commands(client) || is_recorded(client));
        let zipfs = groups.iter().map(|group| group.destinations.as_ref().and_then(Destinations::zipf)).collect();
        Self { zipfs, catalogues: catalogues.collect(), vary, groups, table: Vec::new() }
    }

    /// Whether what requests carry has to be drawn.
    #[inline(always)]
    pub fn vary(&self) -> bool {
        self.vary
    }

    /// Draws what a request asks for, from the request's own random numbers.
    #[inline(never)]
    pub fn draw(&mut self, request: &mut Request) {
        let group = &self.groups[usize::from(request.client)];
        let request_bytes = u32::try_from(group.request.sample(&mut request.luck)).unwrap_or(u32::MAX);
        let (object, response_bytes) = match group.content {
            Some(content) => self.catalogues[content].draw(&mut request.luck),
            None => (NO_OBJECT, group.response.sample(&mut request.luck)),
        };
        if let Some(destinations) = &group.destinations {
            request.packet.fwmark = destinations.fwmark;
            request.packet.to = match object {
                NO_OBJECT => destinations.draw(self.zipfs[usize::from(request.client)].as_ref(), &mut request.luck),
                object => destinations.of_object(object),
            };
        }
        self.set(request.id, Payload { object, request_bytes, response_bytes });
    }

    /// A request asks for this.
    pub fn set(&mut self, request: RequestId, payload: Payload) {
        let index = request as usize;
        if self.table.len() <= index {
            self.table.resize(index + 1, payload);
        }
        self.table[index] = payload;
    }

    /// What a request of a client group asks for and carries.
    #[inline]
    pub fn of(&self, request: &Request) -> Payload {
        match self.table.get(request.id as usize) {
            Some(payload) => *payload,
            None => self.typical(request),
        }
    }

    /// What the object that a request asks for is known by among those of all contents.
    pub fn key(&self, request: &Request) -> u64 {
        let content = self.groups[usize::from(request.client)].content.map_or(0, |content| content as u64);
        content << 32 | u64::from(self.of(request).object)
    }

    fn typical(&self, request: &Request) -> Payload {
        let group = &self.groups[usize::from(request.client)];
        Payload {
            object: NO_OBJECT,
            request_bytes: group.request.mean_bytes() as u32,
            response_bytes: group.response.mean_bytes() as u64,
        }
    }
}

/// The objects of a content.
#[derive(Debug)]
struct Catalogue {
    zipf: Option<Zipf<f64>>,
    /// By object.
    sizes: Vec<u64>,
}

impl Catalogue {
    fn new<R: Rng>(spec: &ContentSpec, rng: &mut R) -> Self {
        let zipf = match spec.popularity {
            Popularity::Uniform => None,
            Popularity::Zipf { exponent } => Some(Zipf::new(f64::from(spec.objects), exponent).expect("checked")),
        };
        Self { zipf, sizes: (0..spec.objects).map(|_| spec.size.sample(rng)).collect() }
    }

    /// An object, and its size.
    fn draw<R: Rng>(&self, rng: &mut R) -> (u32, u64) {
        let object = match &self.zipf {
            None => rng.random_range(0..self.sizes.len()),
            // Ranks are whole numbers from 1 on.
            Some(law) => rng.sample(law) as usize - 1,
        };
        (object as u32, self.sizes[object])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn an_object_has_one_size_and_the_first_is_asked_for_most() {
        let size = SizeLaw(Law::lognormal(SimDuration::from_nanos(12_000), 2.0));
        let spec =
            ContentSpec { name: "pages".into(), objects: 100, popularity: Popularity::Zipf { exponent: 1.0 }, size };
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let catalogue = Catalogue::new(&spec, &mut rng);
        let mut counts = [0_u32; 100];
        for _ in 0..10_000 {
            let (object, bytes) = catalogue.draw(&mut rng);
            assert_eq!(bytes, catalogue.sizes[object as usize]);
            counts[object as usize] += 1;
        }
        // 1/H(100) of all ask for the first: four standard errors.
        let share: f64 = 1.0 / (1..=100).map(|rank| 1.0 / f64::from(rank)).sum::<f64>();
        let error = 4.0 * (share * (1.0 - share) / 1e4).sqrt();
        assert!((f64::from(counts[0]) / 1e4 - share).abs() < error, "{counts:?}");
    }

    #[test]
    fn each_object_is_at_one_address_and_addresses_have_equal_shares_of_the_objects() {
        let popularity = Popularity::Uniform;
        let destinations = Destinations { fwmark: 1, first: 1000, count: 16, port: 80, popularity };
        let mut counts = [0_u32; 16];
        for object in 0..16_000 {
            let at = destinations.of_object(object);
            assert_eq!((at, at.port), (destinations.of_object(object), 80));
            counts[(at.addr - 1000) as usize] += 1;
        }
        // Four standard deviations of a binomial law.
        assert!(counts.iter().all(|count| count.abs_diff(1000) < 123), "{counts:?}");
    }
}
