-- With a separator that text does not hold, .import takes each line as it is.
create table input (line);
.mode ascii
.separator "\x1f" "\n"
.import /dev/stdin input
.mode list
.separator "" ""
select group_concat(line, char(10)) from input;
