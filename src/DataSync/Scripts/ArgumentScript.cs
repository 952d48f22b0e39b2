using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace DataSync.Scripts;

/// <summary>
/// The text of a scriptblock that emits arguments. The text is what counts, always: a plan runs tomorrow, in another process, as it runs now.
/// </summary>
internal sealed class ArgumentScript
{
    private const string UsingPrefix = "__using_";

    private ArgumentScript(string text, ScriptBlockAst ast) => (Text, Ast) = (text, ast);

    /// <summary>The text as kept beside the plan; lines in messages count in it.</summary>
    public string Text { get; }

    /// <summary>Its syntax tree.</summary>
    public ScriptBlockAst Ast { get; }

    /// <summary>The <c>$using:</c> variables in it.</summary>
    public IEnumerable<VariableExpressionAst> Usings =>
        Ast.FindAll(a => a is UsingExpressionAst, searchNestedScriptBlocks: true).Select(u => UsingExpressionAst.ExtractUsingVariable((UsingExpressionAst)u));

    /// <summary>A user's scriptblock, without the line break after its brace.</summary>
    public static ArgumentScript From(ScriptBlock block)
    {
        var text = block.ToString().TrimEnd().TrimStart('\r', '\n');
        return Parse(text.Contains('\n') ? text : text.TrimStart());
    }

    /// <exception cref="DataSyncException"><c>ScriptInvalid</c>: the text does not parse; names the line.</exception>
    public static ArgumentScript Parse(string text)
    {
        var ast = Parser.ParseInput(text, out _, out var errors);
        return errors is [var first, ..]
            ? throw new DataSyncException("ScriptInvalid", $"The arguments' scriptblock does not parse, line {first.Extent.StartLineNumber}: {first.Message}", "Correct the text.")
            : new ArgumentScript(text, ast);
    }

    /// <summary>The name of a <c>$using:</c> variable.</summary>
    public static string NameOf(VariableExpressionAst variable) => variable.VariablePath.UserPath;

    /// <summary>The name under which the runspace holds what <c>$using:name</c> captured: another than <c>$name</c>, which the script may assign.</summary>
    public static string RuntimeName(string name) => UsingPrefix + name;

    /// <summary>The text as it runs: each <c>$using:name</c> reads the captured variable. Lines stay where they are.</summary>
    public string ToRuntimeText()
    {
        var text = new StringBuilder(Text);
        foreach (var variable in Usings.OrderByDescending(u => u.Extent.StartOffset))
        {
            var name = RuntimeName(NameOf(variable));
            text.Remove(variable.Extent.StartOffset, variable.Extent.EndOffset - variable.Extent.StartOffset)
                .Insert(variable.Extent.StartOffset, variable.Splatted ? $"@{name}" : $"${{{name}}}");
        }
        return text.ToString();
    }
}
