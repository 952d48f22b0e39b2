using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace DataSync.Internal;

/// <summary>
/// The assemblies that the running program carries itself. The published console carries the module's, compiled into one image with the framework;
/// code of that image serves no copy loaded elsewhere.
/// </summary>
internal static class ProgramAssemblies
{
    private const string TrustedAssemblies = "TRUSTED_PLATFORM_ASSEMBLIES";

    /// <summary>The program's own assembly where it comes of the same compilation as a file; else null.</summary>
    public static Assembly? Find(string path)
    {
        var name = Path.GetFileName(path);
        var own = (AppContext.GetData(TrustedAssemblies) as string)?.Split(Path.PathSeparator).FirstOrDefault(file => Path.GetFileName(file) == name);
        return own is not null && VersionOf(own) == VersionOf(path) ? AssemblyLoadContext.Default.LoadFromAssemblyPath(own) : null;
    }

    /// <summary>The mark of one compilation. It stays the same when the assembly is compiled ahead of time.</summary>
    private static Guid VersionOf(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
