# A whole file to one C string (-v name=...).
BEGIN { printf "static const char %s[] =\n", name }
      { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\t\"%s\\n\"\n", $0 }
END   { print "\t\"\";" }
