//! `lvsim chart`: draws the charts of a run again, from the files it left.

use std::io;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::output::Output;
use crate::report::chart::{self, CHARTS, Chart};
use crate::report::folder::write_file;
use crate::report::{self, ReportError};

/// Draws the charts of a finished run again, as SVG and PNG, and prints the names of the files.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of a run
    folder: PathBuf,
    /// Draws this chart only; can be given again
    #[arg(long, value_name = "CHART", value_parser = PossibleValuesParser::new(CHARTS.map(|chart| chart.name)))]
    only: Vec<String>,
    /// Folder for the charts, instead of `charts` in the folder of the run
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    match arguments.draw() {
        Ok(paths) => {
            for path in paths {
                output.line(path.display())?;
            }
            Ok(Exit::Success)
        }
        Err(error) => {
            eprintln!("error: {error}");
            Ok(Exit::Unusable)
        }
    }
}

impl Arguments {
    /// The files that were drawn.
    fn draw(&self) -> Result<Vec<PathBuf>, ReportError> {
        let report = report::load(&self.folder)?;
        let wanted = |chart: &Chart| self.only.is_empty() || self.only.iter().any(|name| name == chart.name);
        let charts: Vec<Chart> = CHARTS.into_iter().filter(wanted).collect();
        let (folder, prefix) = match &self.out {
            Some(folder) => (folder, ""),
            None => (&self.folder, chart::FOLDER),
        };
        let files = chart::files(&report, &charts, prefix);
        files.iter().map(|file| write_file(folder, file).map(|()| folder.join(&file.name))).collect()
    }
}
