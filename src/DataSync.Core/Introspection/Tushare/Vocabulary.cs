using System.Collections.Frozen;
using System.Text;

namespace DataSync.Introspection.Tushare;

/// <summary>The words the vendor's pages use for one thing, compared without white space and in any case.</summary>
internal static class Vocabulary
{
    /// <summary>Labels of a line that states a fact, as <c>接口：daily</c>.</summary>
    public static readonly FrozenDictionary<string, Fact> Facts = Words<Fact>(
        (Fact.ApiName, ["接口", "接口名", "接口名称", "接口标识", "API", "api_name"]),
        (Fact.Description, ["描述", "接口说明", "接口描述", "数据描述"]),
        (Fact.Limits, ["限量", "数量", "调取说明", "提示", "单次限量"]),
        (Fact.Points, ["积分", "权限", "积分要求", "权限要求", "调取权限"]));

    /// <summary>Titles of sections, alone or after the name of an interface.</summary>
    public static readonly FrozenDictionary<string, FieldRole> Sections = Words<FieldRole>(
        (FieldRole.Parameter, ["输入参数", "接口参数", "请求参数", "传入参数", "调用参数", "入参", "input", "input parameters", "parameters"]),
        (FieldRole.Column, ["输出参数", "输出指标", "输出字段", "输出数据", "返回参数", "返回字段", "返回指标", "返回数据", "返回值", "出参", "output", "output parameters", "columns", "fields"]));

    /// <summary>Headers of the tables of parameters and columns.</summary>
    public static readonly FrozenDictionary<string, FieldPart> Headers = Words<FieldPart>(
        (FieldPart.Name, ["名称", "名字", "参数", "参数名", "参数名称", "字段", "字段名", "字段名称", "指标", "指标名称", "输入参数", "输出参数", "name", "field"]),
        (FieldPart.Type, ["类型", "数据类型", "参数类型", "字段类型", "type"]),
        (FieldPart.Required, ["必选", "必须", "必填", "必需", "是否必选", "是否必须", "是否必填", "是否必需", "required"]),
        (FieldPart.DefaultShown, ["默认显示", "默认输出", "默认展示", "默认返回", "是否默认显示", "是否默认输出", "default"]),
        (FieldPart.Description, ["描述", "说明", "含义", "备注", "解释", "中文名", "中文名称", "字段说明", "参数说明", "description"]));

    /// <summary>Cells that say yes or no.</summary>
    public static readonly FrozenDictionary<string, bool> Flags = Words<bool>(
        (true, ["Y", "YES", "是", "必选", "必须", "必填", "必需", "true", "1", "√", "✓"]),
        (false, ["N", "NO", "否", "可选", "选填", "非必选", "非必须", "非必填", "false", "0", "×", "✗"]));

    /// <summary>A word without white space and decoration, as the tables above have it.</summary>
    public static string Normalize(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '#' or '【' or '】'))).TrimEnd(':').ToUpperInvariant();

    private static FrozenDictionary<string, T> Words<T>(params (T Meaning, string[] Words)[] rows) =>
        rows.SelectMany(r => r.Words, (r, word) => KeyValuePair.Create(Normalize(word), r.Meaning)).ToFrozenDictionary();
}

/// <summary>What a labelled line states.</summary>
internal enum Fact { ApiName, Description, Limits, Points }

/// <summary>What a table lists.</summary>
internal enum FieldRole { Parameter, Column }

/// <summary>What a cell of such a table says of its field.</summary>
internal enum FieldPart { Name, Type, Required, DefaultShown, Description }
