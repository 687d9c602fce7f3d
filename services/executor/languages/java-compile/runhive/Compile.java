package runhive;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;

/**
 * javac for programs whose files are called anything: {@code Compile [options] -- FILE...}. Compiles what it is given, finds the class that
 * has {@code main}, and leaves what the run starts in an {@link ArgumentFile}. In the virtual machine of the compiler, because starting another one would double the time of a small compilation.
 */
public final class Compile {
    public static void main(String[] arguments) throws IOException {
        List<String> all = List.of(arguments);
        int end = all.lastIndexOf("--");
        System.exit(run(Options.of(all.subList(0, end)), all.subList(end + 1, all.size())) ? 0 : 1);
    }

    private static boolean run(Options options, List<String> files) throws IOException {
        PrintWriter out = new PrintWriter(System.err, true);
        MainClasses classes = new MainClasses(files, options.allowsInstanceMain());
        if (!compile(options, files, classes, out)) return false;
        String main = classes.choose();
        if (main == null) {
            out.println(files.get(0) + ":1: error: no class has a main method that Java can start: add "
                + (options.allowsInstanceMain() ? "void main()" : "public static void main(String[] args)") + " to one");
            return false;
        }
        List<String> line = new ArrayList<>(options.forMachine());
        line.add(main);
        ArgumentFile.write(line);
        return true;
    }

    private static boolean compile(Options options, List<String> files, MainClasses classes, PrintWriter out) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (AnyFileName manager = new AnyFileName(compiler.getStandardFileManager(null, null, null))) {
            Iterable<? extends JavaFileObject> sources = manager.open(files);
            JavacTask task = (JavacTask) compiler.getTask(out, manager, null, options.forCompiler(), null, sources);
            task.addTaskListener(classes);
            return task.call();
        } catch (IllegalArgumentException refused) {
            // An option that javac does not know, or one without its value.
            out.println(refused.getMessage());
            return false;
        } finally {
            out.flush();
        }
    }
}
