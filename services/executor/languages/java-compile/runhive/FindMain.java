package runhive;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * For another language of the virtual machine, whose compiler left classes in the work folder: {@code FindMain FILE} leaves the argument file
 * that names the class to start. Several: one that the main file declares, then one called {@code Main}, then the first by name.
 */
public final class FindMain {
    public static void main(String[] arguments) throws IOException {
        String mainFile = Files.readString(Path.of(arguments[0]));
        Optional<String> chosen;
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            chosen = files.map(Path::toString).filter(file -> file.endsWith(".class"))
                .map(file -> file.substring("./".length(), file.length() - ".class".length()).replace('/', '.'))
                .filter(FindMain::canStart)
                .min(Comparator.comparing((String name) -> !declares(mainFile, simpleName(name)))
                    .thenComparing(name -> name.contains("$"))
                    .thenComparing(name -> !simpleName(name).equals("Main"))
                    .thenComparing(Comparator.naturalOrder()));
        }
        if (chosen.isEmpty()) {
            System.err.println(arguments[0] + ":1: error: nothing here has a main method that could be started");
            System.exit(1);
        }
        ArgumentFile.write(List.of(chosen.get()));
    }

    private static boolean canStart(String name) {
        try {
            Method main = Class.forName(name, false, FindMain.class.getClassLoader()).getMethod("main", String[].class);
            return Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class;
        } catch (ReflectiveOperationException | LinkageError none) {
            return false;
        }
    }

    private static boolean declares(String source, String name) {
        return Pattern.compile("\\b(?:object|class|trait)\\s+" + Pattern.quote(name) + "\\b").matcher(source).find();
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
