using System.Management.Automation;
using System.Management.Automation.Language;

namespace DataSync.Tests.Help;

/// <summary>Help is complete, current, and its examples would bind. To write the file anew: <c>DATASYNC_WRITE_HELP=1</c> in the environment.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly HelpSource _source = new();

    public static TheoryData<string> Cmdlets => [.. HelpSource.Cmdlets.Select(c => c.Name)];

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void The_help_file_is_what_the_source_says()
    {
        var file = Repository.File("module", "en-US", "DataSync.dll-Help.xml");
        var text = MamlWriter.Write(_source, HelpSource.Cmdlets.Select(c => _shell.One<CmdletInfo>("param($n) Get-Command $n", c.Name)));
        if (Environment.GetEnvironmentVariable("DATASYNC_WRITE_HELP") == "1") File.WriteAllText(file, text);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Everything_has_help_and_an_example(string name)
    {
        var cmdlet = _shell.One<CmdletInfo>("param($n) Get-Command $n", name);
        Assert.NotEmpty(_source.Synopsis(cmdlet.ImplementingType));
        Assert.NotEmpty(_source.Description(cmdlet.ImplementingType));
        Assert.NotEmpty(_source.Examples(cmdlet.ImplementingType));
        Assert.All(_source.Examples(cmdlet.ImplementingType), e => Assert.True(e.Code.Length > 0 && e.Remark.Length > 0, "An example lacks its code or its remark."));
        foreach (var parameter in cmdlet.ParameterSets.SelectMany(s => MamlWriter.Own(s.Parameters)).Where(p => p.Name is not ("WhatIf" or "Confirm")))
            Assert.True(_source.Parameter(cmdlet.ImplementingType, parameter.Name).Length > 0, $"{name} -{parameter.Name} has no help.");
        Assert.Contains(_source.Examples(cmdlet.ImplementingType), e => e.Code.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Examples_parse_and_bind(string name)
    {
        foreach (var (code, _) in _source.Examples(HelpSource.Cmdlets.Single(c => c.Name == name).Type))
        {
            var ast = Parser.ParseInput(code, out _, out var errors);
            Assert.Empty(errors);
            // the binder looks commands up in the current runspace, hence a script
            var wrong = _shell.Run("""
                param($ast)
                foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                    $binding = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
                    foreach ($e in $binding.BindingExceptions.GetEnumerator()) { "$($command.Extent.Text): $($e.Value.BindingException.Message)" }
                    if (-not $ExecutionContext.InvokeCommand.GetCommand($command.GetCommandName(), 'All')) { "unknown: $($command.GetCommandName())" }
                }
                """, ast);
            Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        }
    }

    [Fact]
    public void Get_Help_finds_it()
    {
        var help = Assert.Single(_shell.Run("Get-Help New-DsPlan"));
        Assert.Equal("Says which dataset goes to which store, and which arguments to ask for.", LanguagePrimitives.ConvertTo<string>(help.Properties["Synopsis"].Value).Trim());
    }

    [Theory]
    [InlineData("about_DataSync")]
    [InlineData("about_DataSync_Arguments")]
    [InlineData("about_DataSync_Operations")]
    [InlineData("about_DataSync_Templates")]
    public void About_topics_are_there(string topic) => Assert.Contains(topic, File.ReadAllText(Repository.File("module", "en-US", $"{topic}.help.txt")), StringComparison.Ordinal);

    [Fact]
    public void The_manifest_lists_the_cmdlets_there_are()
    {
        var manifest = Parser.ParseFile(Repository.File("module", "DataSync.psd1"), out _, out _);
        var table = (System.Collections.Hashtable)manifest.Find(a => a is HashtableAst, searchNestedScriptBlocks: false).SafeGetValue();
        Assert.Equal(HelpSource.Cmdlets.Select(c => c.Name), ((object[])table["CmdletsToExport"]!).Cast<string>().Order(StringComparer.Ordinal));
        Assert.All((string[])["FunctionsToExport", "AliasesToExport", "VariablesToExport"], key => Assert.Empty((object[])table[key]!));
    }
}
