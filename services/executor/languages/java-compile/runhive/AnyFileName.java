package runhive;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * Lets a public class stand in a file of any name, as `java FILE` does. Complaints still name the file as the caller does. Classes are looked
 * for in the work folder, sources only among those given: javac would take `Point.java` for the place of a class `Point` without a package.
 * The two names that say what kind of source a file is, `package-info` and `module-info`, stay those of the file.
 */
final class AnyFileName extends ForwardingJavaFileManager<StandardJavaFileManager> {
    AnyFileName(StandardJavaFileManager files) throws IOException {
        super(files);
        files.setLocation(StandardLocation.CLASS_PATH, List.of(new File(".")));
        files.setLocation(StandardLocation.SOURCE_PATH, List.of());
    }

    List<JavaFileObject> open(List<String> names) {
        List<JavaFileObject> sources = new ArrayList<>();
        for (JavaFileObject file : fileManager.getJavaFileObjectsFromStrings(names)) sources.add(new Source(file));
        return sources;
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return super.isSameFile(unwrap(a), unwrap(b));
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return super.contains(location, unwrap(file));
    }

    private static FileObject unwrap(FileObject file) {
        return file instanceof Source source ? source.file() : file;
    }

    private static final class Source extends ForwardingJavaFileObject<JavaFileObject> {
        Source(JavaFileObject file) {
            super(file);
        }

        JavaFileObject file() {
            return fileObject;
        }

        @Override
        public boolean isNameCompatible(String className, Kind kind) {
            boolean isClass = !className.equals("package-info") && !className.equals("module-info");
            return kind == Kind.SOURCE && isClass || super.isNameCompatible(className, kind);
        }
    }
}
