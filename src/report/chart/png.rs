//! An SVG document as a PNG image, with the embedded font only: the same pixels on every machine.

use super::font;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// Pixels of the image for one of the SVG: sharp in print.
const SCALE: f32 = 2.0;

/// Renders the SVG documents of one run.
pub(super) struct Renderer {
    options: Options<'static>,
}

impl Renderer {
    /// Loads the embedded font.
    pub(super) fn new() -> Self {
        let mut options = Options::default();
        let fonts = Arc::make_mut(&mut options.fontdb);
        fonts.load_font_data(font::REGULAR.to_vec());
        fonts.load_font_data(font::BOLD.to_vec());
        Self { options }
    }

    /// The image of a document that a [`super::drawing::Drawing`] made.
    pub(super) fn png(&self, svg: &str) -> Vec<u8> {
        let tree = Tree::from_str(svg, &self.options).expect("our own SVG is well formed");
        let size = tree.size().to_int_size().scale_by(SCALE).expect("the size of a chart is not 0");
        let mut image = Pixmap::new(size.width(), size.height()).expect("the size of a chart is not 0");
        resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut image.as_mut());
        image.encode_png().expect("encoding into memory cannot fail")
    }
}
