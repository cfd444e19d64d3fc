#!/bin/sh
# Run the main job on the bundled examples: register a form, import a record, examine the letters.
# usage: scripts/demo.sh BIN-FOLDER DEMO-FOLDER
set -eu
run="$1/pledgewatch"
desk="$2/desk"
mkdir -p "$2"
"$run" record import examples/record/restrictions.csv --desk "$desk"
# The examples hold one broken file, and without the extra `ocr` one picture that cannot be read: exit code 3 says so.
"$run" examine examples/letters --forms examples/forms --desk "$desk" || [ $? -eq 3 ]
echo
"$run" quote --desk "$desk"
echo
echo "The draft site lies in $desk/preview/index.html. Nothing is published until a person confirms it:"
echo "    $run findings --desk $desk"
echo "    $run decide FINDING confirm --by NAME --desk $desk"
echo "    $run publish --desk $desk"
