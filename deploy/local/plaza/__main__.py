import sys

from plaza.cli import main

sys.exit(main(sys.argv[1:]))
