using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using DataSync.Internal;

namespace DataSync.Hosting.Tests;

/// <summary>Where the loader takes the module's assemblies from. This test's own program carries the console's assembly, as the published console carries the module's.</summary>
public sealed class ProgramAssembliesTests : IDisposable
{
    private static readonly Assembly Carried = typeof(ConsoleHost).Assembly;
    private static readonly string Dll = Path.GetFileName(Carried.Location);

    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-loader-").FullName;

    [Fact]
    public void An_assembly_that_the_program_carries_is_the_programs_own()
    {
        File.Copy(Carried.Location, Path.Combine(_folder, Dll));

        Assert.Same(Carried, ModuleLoadContext.Load(_folder, Dll));
    }

    [Fact]
    public void Another_compilation_of_it_loads_apart()
    {
        Write(Carried.GetName());

        CheckApart(Carried.GetName().Name!);
    }

    [Fact]
    public void An_assembly_that_the_program_lacks_loads_apart()
    {
        Write(new AssemblyName("Elsewhere"));

        CheckApart("Elsewhere");
    }

    // what a context of its own has mapped stays in use for the life of the process; Windows would refuse
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            Directory.Delete(_folder, recursive: true);
    }

    private void CheckApart(string name)
    {
        Write(new AssemblyName("DataSync"));

        var loaded = ModuleLoadContext.Load(_folder, name + ".dll");

        Assert.NotSame(Carried, loaded);
        Assert.Equal(Path.Combine(_folder, name + ".dll"), loaded.Location);
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(loaded));
        Assert.Same(loaded, ModuleLoadContext.Load(_folder, name + ".dll"));
    }

    private void Write(AssemblyName name)
    {
        var builder = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        builder.DefineDynamicModule(name.Name!);
        builder.Save(Path.Combine(_folder, name.Name + ".dll"));
    }
}
