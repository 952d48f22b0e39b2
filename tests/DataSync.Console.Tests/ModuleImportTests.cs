using System.Reflection;
using System.Reflection.Emit;

namespace DataSync.Hosting.Tests;

/// <summary>The staged module, imported where other versions of its libraries are loaded already: in the console's engine, and in pwsh where there is one.</summary>
public sealed class ModuleImportTests : IDisposable
{
    private static readonly string[] Libraries = ["Polly.Core", "Parquet", "CsvHelper", "Microsoft.Data.Sqlite", "System.IO.Hashing"];

    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-import-").FullName;

    [Fact]
    public async Task The_console_keeps_the_modules_libraries_apart() => Check(await ChildProcess.RunConsole(WriteScript()));

    [Fact]
    public async Task PowerShell_keeps_the_modules_libraries_apart()
    {
        var pwsh = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(pwsh is null, "pwsh is not installed; the console's engine is checked in the same way.");
        using var child = ChildProcess.Start(pwsh, ["-NoProfile", "-NonInteractive", "-File", WriteScript()], ("NO_COLOR", "1"));

        Check(await child.End());
    }

    [Theory]
    [InlineData("linux-x64", "libe_sqlite3.so")]
    [InlineData("linux-arm64", "libe_sqlite3.so")]
    [InlineData("linux-musl-x64", "libe_sqlite3.so")]
    [InlineData("osx-arm64", "libe_sqlite3.dylib")]
    [InlineData("win-x64", "e_sqlite3.dll")]
    [InlineData("win-arm64", "e_sqlite3.dll")]
    public void Each_platform_has_its_native_library(string platform, string library) =>
        Assert.True(File.Exists(Path.Combine(Repository.Module, "runtimes", platform, "native", library)));

    [Fact]
    public void Nothing_else_is_shipped_for_other_platforms() => Assert.Equal(6, Directory.GetDirectories(Path.Combine(Repository.Module, "runtimes")).Length);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Check(Ended ended)
    {
        Assert.Equal("all is well\n", ended.Output + ended.Error);
        Assert.Equal(0, ended.ExitCode);
    }

    private string WriteScript()
    {
        foreach (var name in Libraries)
        {
            var builder = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new(0, 0, 1) }, typeof(object).Assembly);
            builder.DefineDynamicModule(name);
            builder.Save(Path.Combine(_folder, name + ".dll"));
        }

        var script = Path.Combine(_folder, "import.ps1");
        File.WriteAllText(
            script,
            $$"""
            $ErrorActionPreference = 'Stop'
            function Assert([bool] $Condition, [string] $What) { if (-not $Condition) { throw "not so: $What" } }

            $libraries = '{{string.Join("', '", Libraries)}}'
            foreach ($name in $libraries) { $null = [System.Reflection.Assembly]::LoadFrom("{{_folder}}/$name.dll") }
            $module = '{{Repository.Module}}'

            Import-Module $module
            $column = [DataSync.Column]
            $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($column.Assembly)
            Assert ($context -ne [System.Runtime.Loader.AssemblyLoadContext]::Default) 'the module has a context of its own'
            foreach ($name in $libraries) {
                Assert ($context.LoadFromAssemblyName($name).GetName().Version -gt '0.0.1') "$name is the module's own"
            }
            $sqlite = [System.Activator]::CreateInstance($context.LoadFromAssemblyName('Microsoft.Data.Sqlite').GetType('Microsoft.Data.Sqlite.SqliteConnection'), 'Data Source=:memory:')
            $sqlite.Open()
            Assert ($sqlite.ServerVersion -like '3.*') 'the native library loads'

            $commands = (Get-Command -Module DataSync).Count
            Assert ($commands -gt 20) 'it has commands'
            Import-Module $module
            Import-Module $module -Force
            Assert ((Get-Command -Module DataSync).Count -eq $commands) 'a second import has them too'
            Remove-Module DataSync
            Assert (-not (Get-Module DataSync)) 'it can be removed'
            Assert (-not (Get-Command Get-DsPlan -ErrorAction Ignore)) 'and its commands go with it'
            Import-Module $module
            Assert ((Get-Command -Module DataSync).Count -eq $commands) 'an import after that has them again'
            Assert ([DataSync.Column] -eq $column) 'the types stay the same'

            $other = [powershell]::Create([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
            $count = $other.AddScript("Import-Module '$module'; (Get-Command -Module DataSync).Count; [DataSync.Column].Name").Invoke()
            Assert ("$count" -eq "$commands Column") 'a second runspace has them'
            'all is well'
            """);
        return script;
    }
}
