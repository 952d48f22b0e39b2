namespace DataSync.Tests;

/// <summary>The template cmdlets, as a user meets them.</summary>
public sealed class TemplateCommandTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_template_is_made_shown_changed_and_removed()
    {
        _shell.Run("New-DsTemplate rename -Kind migration -Description 'Renames.' -Parameter table, @{ Name = 'old'; Required = $true; Help = 'The old name.' }, @{ Name = 'days'; Type = 'Date'; List = $true; Default = '20240102', '20240103' } -Text 'ALTER {{ table }} {{ old | quote }} {{ days | array.size }}'");
        Assert.True(File.Exists(Path.Combine(_shell.Folder, "templates", "rename.sbn")));
        Assert.Equal("ALTER daily 'v''l' 2", _shell.One<string>("Expand-DsTemplate rename @{ table = 'daily'; old = \"v'l\" }"));
        Assert.Equal("Migration", _shell.One<Template>("Get-DsTemplate ren*").Kind);
        Assert.Empty(_shell.Run("Get-DsTemplate ren* -Kind Argument"));
        Assert.Equal("TemplateExists,DataSync.Commands.NewDsTemplateCommand", _shell.Fail("New-DsTemplate rename -Kind Migration -Text x").FullyQualifiedErrorId);

        var changed = _shell.One<Template>("Set-DsTemplate rename -Text 'x {{ table }}' -PassThru");
        Assert.Equal(("x {{ table }}", "Renames."), (changed.Text, changed.Description));
        _shell.Run("Remove-DsTemplate rename -WhatIf");
        Assert.Single(_shell.Run("Get-DsTemplate rename"));
        _shell.Run("Get-DsTemplate rename | Remove-DsTemplate -Confirm:$false");
        Assert.StartsWith("TemplateNotFound", _shell.Fail("Get-DsTemplate rename").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DsTemplate x -Kind Migration -Text '{{ if }'", "TemplateInvalid")]
    [InlineData("New-DsTemplate x -Kind Poem -Text 'x'", "UnknownKind")]
    [InlineData("New-DsTemplate x -Kind Migration -Text 'x' -Parameter @{ Nam = 'a' }", "ParameterArgumentTransformationError")]
    [InlineData("New-DsTemplate x -Kind Migration -Text 'x' -Parameter 'for'", "TemplateInvalid")]
    [InlineData("Expand-DsTemplate none", "TemplateNotFound")]
    public void Mistakes_are_told(string script, string id)
    {
        Assert.StartsWith(id, _shell.Fail(script).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_shell.Folder, "templates", "x.sbn")));
    }

    [Fact]
    public void WhatIf_leaves_no_trace()
    {
        _shell.Run("New-DsTemplate x -Kind Migration -Text 'x' -WhatIf");
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "templates")));
    }

    [Fact]
    public void Names_and_kinds_are_completed()
    {
        _shell.Run("New-DsTemplate mine -Kind Migration -Text 'x'");
        Assert.Contains("mine", _shell.Run("(TabExpansion2 'Expand-DsTemplate m' 19).CompletionMatches | ForEach-Object CompletionText").Select(m => m.ToString()));
        Assert.Contains("Migration", _shell.Run("(TabExpansion2 'Get-DsTemplate -Kind M' 22).CompletionMatches | ForEach-Object CompletionText").Select(m => m.ToString()));
    }
}
