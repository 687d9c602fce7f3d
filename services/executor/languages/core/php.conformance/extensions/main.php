<?php
$list = new SimpleXMLElement('<list><item>one</item></list>');
echo $list->item, "\n";
$page = new DOMDocument();
$page->loadHTML('<p id="a">text</p>');
echo $page->getElementById('a')->textContent, "\n";
echo (new PDO('sqlite::memory:'))->query('SELECT 6 * 7')->fetchColumn(), "\n";
echo (new SQLite3(':memory:'))->querySingle("SELECT upper('up')"), "\n";
echo (new NumberFormatter('de_DE', NumberFormatter::DECIMAL))->format(1234.5), "\n";
$archive = new ZipArchive();
$archive->open('a.zip', ZipArchive::CREATE);
$archive->addFromString('a.txt', 'zipped');
$archive->close();
$archive->open('a.zip');
echo $archive->getFromName('a.txt'), "\n";
echo mb_strtoupper('größe'), ' ', bcpow('2', '70'), "\n";
