"""`coop serve` from this folder's own source, whichever tree is installed."""

import sys

from coop.app import main

if __name__ == "__main__":
    sys.argv = ["coop", "serve", *sys.argv[1:]]
    main()
