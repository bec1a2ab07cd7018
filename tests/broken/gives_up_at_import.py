"""A plugin whose import gives up as a script would."""

import sys

sys.exit("no licence")
