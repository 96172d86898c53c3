"""`python3 -m oilgg`: the same command as `oilgg`."""

import sys

from oilgg.start import main

main(["oilgg", *sys.argv[1:]])
