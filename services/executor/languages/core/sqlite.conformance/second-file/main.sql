.read multiply.sql
select '6 times 7 is ' || product from multiply where a = 6 and b = 7;
