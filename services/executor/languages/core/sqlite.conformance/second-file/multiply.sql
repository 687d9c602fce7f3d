create table multiply (a integer, b integer, product integer as (a * b));
insert into multiply values (6, 7);
