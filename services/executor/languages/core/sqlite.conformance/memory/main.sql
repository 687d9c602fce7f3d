select length(randomblob(64 * 1024 * 1024));
