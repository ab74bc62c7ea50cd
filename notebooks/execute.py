"""Executes every notebook beside this file from its first cell to its last, and fails if a cell does.

The results that they read are made first: see README.md here. Nothing is written back, so that a notebook that was only
executed has no differences to commit.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

here = Path(__file__).resolve().parent

for path in sorted(here.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    try:
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(here)}}).execute()
    except CellExecutionError as error:
        sys.exit(f"{path.name}: {error}")
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(f"{path.name}: {cells} cells")
