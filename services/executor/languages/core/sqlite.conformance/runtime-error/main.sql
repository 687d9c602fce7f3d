select 'before';
select * from absent;
select 'never printed';
