using System.Reflection;
using System.Xml.Linq;

namespace DataSync.Tests;

/// <summary>Each type that cmdlets write has a table of 4 to 7 columns, and every property a view names exists.</summary>
public sealed class FormatTests
{
    private static readonly XElement[] Views = [.. XDocument.Load(Repository.File("module", "DataSync.Format.ps1xml")).Descendants("View")];

    public static TheoryData<string> Types => [.. Help.HelpSource.Cmdlets
        .SelectMany(c => c.Type.GetCustomAttributes<System.Management.Automation.OutputTypeAttribute>().SelectMany(o => o.Type))
        .Select(t => t.Type).Where(t => t.Namespace!.StartsWith("DataSync", StringComparison.Ordinal)).Select(t => t.FullName!).Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_output_type_has_a_table(string type)
    {
        var table = Assert.Single(Views, v => v.Descendants("TypeName").Single().Value == type && v.Element("TableControl") is not null);
        var headers = table.Descendants("TableColumnHeader").Count();
        Assert.InRange(headers, 4, 7);
        Assert.Equal(headers, table.Descendants("TableColumnItem").Count());
    }

    [Fact]
    public void Views_name_properties_that_exist()
    {
        Assert.NotEmpty(Views);
        foreach (var view in Views)
        {
            var type = typeof(Column).Assembly.GetType(view.Descendants("TypeName").Single().Value) ?? typeof(Commands.DsCommand).Assembly.GetType(view.Descendants("TypeName").Single().Value);
            Assert.NotNull(type);
            foreach (var property in view.Descendants("PropertyName")) Assert.True(type.GetProperty(property.Value) is not null, $"{type.Name} has no {property.Value}.");
        }
    }
}
