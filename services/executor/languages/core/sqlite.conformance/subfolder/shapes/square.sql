create table square (side integer, area integer as (side * side));
insert into square values (12);
