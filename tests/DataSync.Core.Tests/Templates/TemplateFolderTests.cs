using DataSync.Catalog;
using DataSync.Templates;
using Xunit;

namespace DataSync.Tests.Templates;

/// <summary>Templates as files: kept as they are, the workspace's before the module's, mistakes told with file, line and field.</summary>
public sealed class TemplateFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    public TemplateFolderTests() => _workspace = Workspace.Create(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_template_comes_back_as_it_was()
    {
        var saved = _workspace.Templates.Save(new Template
        {
            Name = "mine",
            Kind = "argument",
            Description = "一行 \"quoted\"",
            Suits = "any",
            Parameters = [new() { Name = "days", Type = DataType.Date, List = true, Default = new System.Text.Json.Nodes.JsonArray("20240102"), Help = "Days.", Values = ["2024-01-02"] }],
            Text = "---\n{{ days }}\n\n",
        }, overwrite: false);
        var read = _workspace.Templates.Get("MINE");
        Assert.Equal(("mine", "Argument", "一行 \"quoted\"", "any", "---\n{{ days }}\n\n", false), (read.Name, read.Kind, read.Description, read.Suits, read.Text, read.IsShipped));
        Assert.Equal(saved.File, read.File);
        Assert.Equal("days Date[] = [\"20240102\"]", Assert.Single(read.Parameters).ToString());
        Assert.Equal("---", File.ReadAllLines(read.File!)[read.TextLine - 1]);
        Assert.Equal("TemplateExists", Assert.Throws<DataSyncException>(() => _workspace.Templates.Save(read, overwrite: false)).Id);
    }

    [Fact]
    public void Removing_one_leaves_none()
    {
        _workspace.Templates.Save(new Template { Name = "mine", Kind = "Migration", Text = "x" }, overwrite: false);
        _workspace.Templates.Remove("mine");
        Assert.Null(_workspace.Templates.Find("mine"));
        Assert.Equal("TemplateNotFound", Assert.Throws<DataSyncException>(() => _workspace.Templates.Remove("mine")).Id);
        Assert.Equal("TemplateNotFound", Assert.Throws<DataSyncException>(() => _workspace.Templates.Get("mine")).Id);
    }

    [Fact]
    public void A_kind_is_asked_for_by_name()
    {
        _workspace.Templates.Save(new Template { Name = "mine", Kind = "Migration", Text = "x" }, overwrite: false);
        Assert.Equal("mine", _workspace.Templates.Get("mine", "migration").Name);
        Assert.Equal("TemplateKindWrong", Assert.Throws<DataSyncException>(() => _workspace.Templates.Get("mine", "Argument")).Id);
        Assert.Equal("UnknownKind", Assert.Throws<DataSyncException>(() => _workspace.Templates.Save(new Template { Name = "x", Kind = "Poem" }, overwrite: false)).Id);
    }

    [Theory]
    [InlineData("no front", "line 1: the front part is missing")]
    [InlineData("---\n{}\n", "line 1: the front part does not end")]
    [InlineData("---\n{\n  \"name\": \"bad\",\n  \"kind\": 7\n}\n---\n", "line 4, field 'kind'")]
    [InlineData("---\n{\n  \"name\": \"bad\",\n  \"colour\": 7\n}\n---\n", "colour")]
    [InlineData("---\n{ \"name\": \"other\", \"kind\": \"Argument\" }\n---\n", "field 'name' says 'other'")]
    [InlineData("---\n{ \"name\": \"bad\", \n\"kind\": \"Poem\" }\n---\n", "line 3: field 'kind' says 'Poem'")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\", \"parameters\": [{ \"name\": \"for\" }] }\n---\n", "'for': the name has a meaning")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\", \"parameters\": [{ \"name\": \"a b\" }] }\n---\n", "'a b': this cannot be")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\", \"parameters\": [{ \"name\": \"a\" }, { \"name\": \"A\" }] }\n---\n", "two of that name")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\", \"parameters\": [{ \"name\": \"a\", \"type\": \"Date\", \"default\": \"x\" }] }\n---\n", "'a': the default \"x\" is not a value of type Date")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\" }\n---\none\n{{ 1 + }}\n", "line 5: column")]
    [InlineData("---\n{ \"name\": \"bad\", \"kind\": \"Argument\" }\n---\none\n{{ if true }}\n", "line 5")]
    public void A_mistake_is_told_with_file_line_and_field(string text, string expected)
    {
        Directory.CreateDirectory(_workspace.Templates.Path);
        var file = Path.Combine(_workspace.Templates.Path, "bad.sbn");
        File.WriteAllText(file, text);
        var error = Assert.Throws<DataSyncException>(() => _workspace.Templates.Get("bad"));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Advice);
    }
}
