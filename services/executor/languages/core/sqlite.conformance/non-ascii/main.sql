select 'Grüße, 世界 🌍';
create table input (line);
.import /dev/stdin input
select line from input;
