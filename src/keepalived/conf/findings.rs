//! What was found on the way: mistakes, warnings, and what is not simulated.

use super::error::Note;
use super::source::Place;
use crate::diagnosis::Mistake;
use crate::diagnosis::{Source, Span};

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What is wrong.
    pub(super) mistakes: Vec<Mistake>,
    /// How many of the blocks around are left out: above 0, nothing but mistakes is noted.
    pub(super) silenced: u32,
    warnings: Vec<(String, Vec<Span>)>,
    not_simulated: Vec<(String, Vec<Span>)>,
}

impl Findings {
    /// Mistakes that were found before anything was understood.
    pub(super) fn beginning_with(mistakes: Vec<Mistake>) -> Self {
        Self { mistakes, ..Self::default() }
    }

    /// Something is wrong.
    pub(super) fn wrong(&mut self, span: Span, title: impl Into<String>, label: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, title, label));
    }

    /// keepalived goes on otherwise than it was told.
    pub(super) fn warn(&mut self, text: impl Into<String>, span: Span) {
        if self.silenced == 0 {
            add(&mut self.warnings, text.into(), span);
        }
    }

    /// It is right and has no effect.
    pub(super) fn not_simulated(&mut self, text: &str, span: Span) {
        if self.silenced == 0 {
            add(&mut self.not_simulated, text.to_owned(), span);
        }
    }

    /// The warnings, and what is not simulated.
    pub(super) fn notes(self, sources: &[Source]) -> (Vec<Note>, Vec<Note>) {
        (placed(self.warnings, sources), placed(self.not_simulated, sources))
    }
}

/// What is said twice is said once, with both places.
fn add(notes: &mut Vec<(String, Vec<Span>)>, text: String, span: Span) {
    match notes.iter_mut().find(|(known, _)| *known == text) {
        Some((_, spans)) => spans.push(span),
        None => notes.push((text, vec![span])),
    }
}

fn placed(notes: Vec<(String, Vec<Span>)>, sources: &[Source]) -> Vec<Note> {
    let starts: Vec<Vec<usize>> = sources.iter().map(Source::line_starts).collect();
    let note = |(text, spans): (String, Vec<Span>)| {
        let mut places: Vec<Place> = Vec::new();
        for span in spans {
            let line = starts[span.source].partition_point(|start| *start <= span.start);
            let place = Place { file: sources[span.source].name.clone(), line };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Note { text, places }
    };
    notes.into_iter().map(note).collect()
}
