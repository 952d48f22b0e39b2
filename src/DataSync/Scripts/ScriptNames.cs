using System.Management.Automation.Language;

namespace DataSync.Scripts;

/// <summary>Finds where a scriptblock uses a name: as the key of a hashtable, a member, or a text.</summary>
internal static class ScriptNames
{
    /// <summary>The first line that uses a name; null where none does. A text that does not parse uses none.</summary>
    public static int? Find(string script, string name)
    {
        var ast = Parser.ParseInput(script, out _, out _);
        return ast.FindAll(a => a is StringConstantExpressionAst text && text.Value.Equals(name, StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true)
            .Select(a => (int?)a.Extent.StartLineNumber).Min();
    }
}
