my $block = buf8.allocate(64 * 1024 * 1024, 1);
say $block.bytes;
