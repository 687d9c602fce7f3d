# One record, because no text holds the separator.
BEGIN { RS = "\001" }
{ printf "%s", $0 }
