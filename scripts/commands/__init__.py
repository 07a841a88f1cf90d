"""The commands of the door, one a module: `add` names its arguments, what it sets as `do` does it. Only these and the door print."""

import argparse
from typing import TypeAlias

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
