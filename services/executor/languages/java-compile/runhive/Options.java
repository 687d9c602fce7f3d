package runhive;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whose the caller's arguments are. Most are javac's. What only the virtual machine knows ({@code -Xss512m}, {@code -ea}, {@code -Dname=value},
 * {@code -XX:...}) goes to the run, what both must know ({@code --enable-preview}, {@code --add-modules}) to both, and anything after
 * {@code -J}, without it, to the run. Where classes are put and looked for is told to both as well.
 */
record Options(List<String> forCompiler, List<String> forMachine, boolean allowsInstanceMain) {
    /** The first Java whose launcher starts `void main()` without being asked to try a preview. */
    private static final int INSTANCE_MAIN = 25;

    // Sets and prefixes instead of regular expressions, which a small compilation would spend milliseconds on.
    private static final List<String> MACHINE_PREFIXES = List.of("-D", "-XX:", "-Xss", "-Xmx", "-Xms", "-Xmn", "-Xlog", "-Xshare", "-Xverify",
        "-Xcheck", "-verbose:", "-ea:", "-da:", "-enableassertions:", "-disableassertions:");
    private static final Set<String> MACHINE = Set.of("-ea", "-da", "-esa", "-dsa", "-enableassertions", "-disableassertions",
        "-enablesystemassertions", "-disablesystemassertions", "-Xint", "-Xcomp", "-Xmixed", "-Xbatch", "-Xrs",
        "--add-opens", "--enable-native-access", "--illegal-native-access", "--finalization", "--sun-misc-unsafe-memory-access");
    private static final Set<String> BOTH = Set.of("--enable-preview", "--add-modules", "--add-exports", "--add-reads", "--limit-modules",
        "--module-path", "-p");
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
    /** Of the above and -d, those whose value, unless a `=` holds it, is an argument of its own. */
    private static final Set<String> WITHOUT_VALUE = Set.of("--enable-preview");

    static Options of(List<String> arguments) {
        List<String> compiler = new ArrayList<>();
        List<String> machine = new ArrayList<>();
        String folder = ".";
        String path = null;
        boolean debug = false;
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            boolean takesNext = equals < 0 && takesValue(name) && at + 1 < arguments.size();
            List<String> whole = takesNext ? List.of(argument, arguments.get(++at)) : List.of(argument);
            String value = equals < 0 ? whole.get(whole.size() - 1) : argument.substring(equals + 1);
            debug |= name.startsWith("-g");
            if (name.equals("-d")) folder = value;
            else if (CLASS_PATH.contains(name)) path = value;
            else if (name.startsWith("-J")) machine.add(name.substring(2));
            else {
                if (isForMachine(name) || BOTH.contains(name)) machine.addAll(whole);
                if (!isForMachine(name)) compiler.addAll(whole);
            }
        }
        if (!debug) compiler.add("-g");
        compiler.addAll(List.of("-d", folder));
        if (path != null) compiler.addAll(List.of("-cp", path));
        if (path != null || !folder.equals(".")) machine.addAll(List.of("-cp", path == null ? folder : folder + ":" + path));
        boolean instance = Runtime.version().feature() >= INSTANCE_MAIN || compiler.contains("--enable-preview");
        return new Options(compiler, machine, instance);
    }

    private static boolean isForMachine(String name) {
        if (MACHINE.contains(name)) return true;
        for (String prefix : MACHINE_PREFIXES) if (name.startsWith(prefix)) return true;
        return false;
    }

    private static boolean takesValue(String name) {
        boolean known = BOTH.contains(name) || CLASS_PATH.contains(name) || name.equals("-d");
        return (known || name.startsWith("--") && MACHINE.contains(name)) && !WITHOUT_VALUE.contains(name);
    }
}
