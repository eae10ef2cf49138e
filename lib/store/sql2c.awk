# Named queries to C: a section "-- name: items_put" becomes static const char SQL_items_put[].
# A section may carry "-- engine: pgsql" (or sqlite): SQL_items_put keeps that line as a comment.
/^-- name: / { if (open) print ";"; printf "static const char SQL_%s[] =\n", $3; open = 1; next }
open && NF   { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\t\"%s\\n\"\n", $0 }
END          { if (open) print ";" }
