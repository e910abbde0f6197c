"""`python -m darfurlab` is `darfurlab`."""

import sys

from darfurlab.launch.command import main

if __name__ == "__main__":
    sys.exit(main())
