using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace DataSync.Internal;

/// <summary>
/// The module's assemblies and their dependencies, apart from the host's: PowerShell and other modules may bring other versions of the same
/// libraries. One context serves a module folder for the life of the process, so that a second import meets the same types.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, Lazy<ModuleLoadContext>> Contexts = new(StringComparer.Ordinal);

    private readonly string _folder;
    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext(string folder) : base("DataSync")
    {
        _folder = folder;
        _resolver = new AssemblyDependencyResolver(Path.Combine(folder, "DataSync.dll"));
    }

    /// <summary>Loads an assembly of the module into the module's own context.</summary>
    /// <param name="moduleRoot">The folder the module lies in.</param>
    /// <param name="dll">The assembly's file name.</param>
    /// <exception cref="FileNotFoundException">The folder has no such assembly.</exception>
    public static Assembly Load(string moduleRoot, string dll)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(moduleRoot));
        if (ProgramAssemblies.Find(Path.Combine(folder, dll)) is { } own)
            return own;
        var context = Contexts.GetOrAdd(folder, static f => new(() => new ModuleLoadContext(f))).Value;
        return context.LoadFromAssemblyPath(Path.Combine(context._folder, dll));
    }

    /// <inheritdoc/>
    /// <remarks>Null hands an assembly to the default context: the framework's, and PowerShell's own, whose types both sides must share.</remarks>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name != "System.Management.Automation" && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(path)
            : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
