say 'before';
my $zero = 0;
say 1 div $zero;
