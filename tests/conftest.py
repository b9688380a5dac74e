"""Fixtures that every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # config.py and wsgi.py stand beside the package
sys.path.insert(0, str(Path(__file__).resolve().parent))  # tests import shared_data and the servers by name
