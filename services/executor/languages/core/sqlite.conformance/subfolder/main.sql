.read shapes/square.sql
select 'the square of 12 is ' || area from square where side = 12;
