<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>gui</name>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Plan</source>
            <translation>计划(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Window</source>
            <translation>窗口(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;New plan</source>
            <translation>新建计划(&amp;N)</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新建</translation>
        </message>
        <message>
            <source>Begin with an empty cluster and neutral inputs.</source>
            <translation>从空集群和中性的输入开始。</translation>
        </message>
        <message>
            <source>&amp;New window</source>
            <translation>新建窗口(&amp;N)</translation>
        </message>
        <message>
            <source>Open another window of the program, for another plan beside this one.</source>
            <translation>再打开一个程序窗口，用于另一个计划。</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>打开(&amp;O)…</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Open a plan file.</source>
            <translation>打开一个计划文件。</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>保存(&amp;S)</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save the plan in its file.</source>
            <translation>将计划保存到其文件中。</translation>
        </message>
        <message>
            <source>Save &amp;as…</source>
            <translation>另存为(&amp;A)…</translation>
        </message>
        <message>
            <source>Save the plan in another file.</source>
            <translation>将计划保存到另一个文件中。</translation>
        </message>
        <message>
            <source>Reloa&amp;d from disk</source>
            <translation>从磁盘重新载入(&amp;D)</translation>
        </message>
        <message>
            <source>Read the plan's file again and drop unsaved changes.</source>
            <translation>重新读取计划文件，放弃未保存的更改。</translation>
        </message>
        <message>
            <source>Team li&amp;brary…</source>
            <translation>团队库(&amp;B)…</translation>
        </message>
        <message>
            <source>Publish, find and open the plans, catalogues, shapes and price lists that your team shares.</source>
            <translation>发布、查找并打开团队共享的计划、目录、结构和价目表。</translation>
        </message>
        <message>
            <source>&amp;Import config.json…</source>
            <translation>导入 config.json(&amp;I)…</translation>
        </message>
        <message>
            <source>Take the transformer shape from a Hugging Face config.json or a TOML file.</source>
            <translation>从 Hugging Face 的 config.json 或 TOML 文件读取 Transformer 结构。</translation>
        </message>
        <message>
            <source>&amp;Export PDF…</source>
            <translation>导出 PDF(&amp;E)…</translation>
        </message>
        <message>
            <source>Export PDF…</source>
            <translation>导出 PDF…</translation>
        </message>
        <message>
            <source>Write a PDF summary of the plan, fit for a board.</source>
            <translation>生成计划的 PDF 摘要，可供管理层审阅。</translation>
        </message>
        <message>
            <source>Export &amp;tables…</source>
            <translation>导出表格(&amp;T)…</translation>
        </message>
        <message>
            <source>Write the plan's tables as a spreadsheet, CSV or JSON.</source>
            <translation>将计划的表格写为电子表格、CSV 或 JSON。</translation>
        </message>
        <message>
            <source>Export &amp;launch arguments…</source>
            <translation>导出启动参数(&amp;L)…</translation>
        </message>
        <message>
            <source>Write Megatron-Core launch arguments for each pool.</source>
            <translation>为每个资源池生成 Megatron-Core 启动参数。</translation>
        </message>
        <message>
            <source>&amp;Print summary…</source>
            <translation>打印摘要(&amp;P)…</translation>
        </message>
        <message>
            <source>Print the summary as the PDF shows it.</source>
            <translation>按 PDF 的样式打印摘要。</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>Close the window.</source>
            <translation>关闭窗口。</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <source>Take the last edit back.</source>
            <translation>撤回上一次编辑。</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>重做(&amp;R)</translation>
        </message>
        <message>
            <source>Make the edit again.</source>
            <translation>重新执行该编辑。</translation>
        </message>
        <message>
            <source>&amp;Duplicate node group</source>
            <translation>复制节点组(&amp;D)</translation>
        </message>
        <message>
            <source>Put a copy of the selected node group below it.</source>
            <translation>在所选节点组下方放置一份副本。</translation>
        </message>
        <message>
            <source>Re&amp;move node group</source>
            <translation>移除节点组(&amp;M)</translation>
        </message>
        <message>
            <source>Take the selected node group out of the cluster.</source>
            <translation>将所选节点组移出集群。</translation>
        </message>
        <message>
            <source>Re&amp;name plan…</source>
            <translation>重命名计划(&amp;N)…</translation>
        </message>
        <message>
            <source>Give the plan another name.</source>
            <translation>为计划另取名称。</translation>
        </message>
        <message>
            <source>Edit the &amp;shape…</source>
            <translation>编辑结构(&amp;S)…</translation>
        </message>
        <message>
            <source>Put the model's shape together: layers, attention, experts; counts and memory follow.</source>
            <translation>搭建模型结构：层、注意力、专家；参数量与显存随之更新。</translation>
        </message>
        <message>
            <source>&amp;Find accelerator</source>
            <translation>查找加速器(&amp;F)</translation>
        </message>
        <message>
            <source>Search the catalogue.</source>
            <translation>在目录中搜索。</translation>
        </message>
        <message>
            <source>&amp;Command palette…</source>
            <translation>命令面板(&amp;C)…</translation>
        </message>
        <message>
            <source>Find any action by its name.</source>
            <translation>按名称查找任意操作。</translation>
        </message>
        <message>
            <source>&amp;Add accelerator to cluster</source>
            <translation>将加速器加入集群(&amp;A)</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Add the accelerator selected in the catalogue as a node group.</source>
            <translation>将目录中所选加速器作为节点组加入。</translation>
        </message>
        <message>
            <source>Compute servers &amp;for exploring…</source>
            <translation>探索所用的计算服务器(&amp;F)…</translation>
        </message>
        <message>
            <source>Say on which compute servers (a Dask cluster) mixes are explored; this machine where none is given.</source>
            <translation>指定在哪些计算服务器（Dask 集群）上探索组合；未指定则用本机。</translation>
        </message>
        <message>
            <source>E&amp;xchange rates…</source>
            <translation>汇率(&amp;X)…</translation>
        </message>
        <message>
            <source>Enter what each currency is worth, with the date and the source.</source>
            <translation>输入各货币的汇率，并注明日期和来源。</translation>
        </message>
        <message>
            <source>Ever&amp;y input…</source>
            <translation>全部输入(&amp;Y)…</translation>
        </message>
        <message>
            <source>Show every input of the plan in one table: recourse, outlooks, routing, overlap, rent terms and the rest.</source>
            <translation>在一张表中列出计划的全部输入：应急追索、供应前景、路由、重叠、租用条款等。</translation>
        </message>
        <message>
            <source>&amp;Explore mixes</source>
            <translation>探索组合(&amp;E)</translation>
        </message>
        <message>
            <source>Explore mixes</source>
            <translation>探索组合</translation>
        </message>
        <message>
            <source>Search every fleet within the limits for savings against dependence.</source>
            <translation>在限制范围内搜索所有机群，权衡节省与依赖度。</translation>
        </message>
        <message>
            <source>&amp;Cancel exploring</source>
            <translation>取消探索(&amp;C)</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Stop exploring at once; the exploration shown before stays.</source>
            <translation>立即停止探索；之前显示的探索结果保留。</translation>
        </message>
        <message>
            <source>Adopt the &amp;knee</source>
            <translation>采用拐点(&amp;K)</translation>
        </message>
        <message>
            <source>Make the frontier's knee the plan.</source>
            <translation>将前沿的拐点作为计划。</translation>
        </message>
        <message>
            <source>&amp;Plan again</source>
            <translation>重新规划(&amp;P)</translation>
        </message>
        <message>
            <source>Plan the plan once more, as it stands.</source>
            <translation>按现状再规划一次。</translation>
        </message>
        <message>
            <source>Chart as &amp;table</source>
            <translation>图表显示为表格(&amp;T)</translation>
        </message>
        <message>
            <source>Show the numbers of the chart as a table, or the chart again.</source>
            <translation>以表格显示图表数据，或恢复图表。</translation>
        </message>
        <message>
            <source>Ma&amp;ximise the chart</source>
            <translation>最大化图表(&amp;X)</translation>
        </message>
        <message>
            <source>Give the chart the whole window, or take it back; so does a double-click on its tab.</source>
            <translation>让图表占满窗口，或恢复原状；双击其标签页亦可。</translation>
        </message>
        <message>
            <source>&amp;Next chart</source>
            <translation>下一个图表(&amp;N)</translation>
        </message>
        <message>
            <source>Show the next chart.</source>
            <translation>显示下一个图表。</translation>
        </message>
        <message>
            <source>&amp;Previous chart</source>
            <translation>上一个图表(&amp;P)</translation>
        </message>
        <message>
            <source>Show the chart before.</source>
            <translation>显示上一个图表。</translation>
        </message>
        <message>
            <source>Go to &amp;catalogue</source>
            <translation>转到目录(&amp;C)</translation>
        </message>
        <message>
            <source>Move to the catalogue: accelerators, their figures, prices and export rules.</source>
            <translation>移到目录：加速器及其指标、价格与出口管制。</translation>
        </message>
        <message>
            <source>Go to c&amp;luster</source>
            <translation>转到集群(&amp;L)</translation>
        </message>
        <message>
            <source>Move to the cluster: node groups with their nodes, networks, prices and ranges.</source>
            <translation>移到集群：节点组及其节点数、网络、价格与探索范围。</translation>
        </message>
        <message>
            <source>Go to c&amp;harts</source>
            <translation>转到图表(&amp;H)</translation>
        </message>
        <message>
            <source>Move to the charts.</source>
            <translation>移到图表。</translation>
        </message>
        <message>
            <source>Go to &amp;workload</source>
            <translation>转到工作负载(&amp;W)</translation>
        </message>
        <message>
            <source>Move to the workload: shape, tokens, sequence, batch, precision, deadline, software, states.</source>
            <translation>移到工作负载：结构、词元数、序列、批次、精度、期限、软件、状态。</translation>
        </message>
        <message>
            <source>Go to &amp;result</source>
            <translation>转到结果(&amp;R)</translation>
        </message>
        <message>
            <source>Move to the result: cost, days, dependence, energy, and what blocks them.</source>
            <translation>移到结果：成本、天数、依赖度、能耗，以及阻碍得出这些数值的原因。</translation>
        </message>
        <message>
            <source>&amp;Full screen</source>
            <translation>全屏(&amp;F)</translation>
        </message>
        <message>
            <source>Use the whole screen, or the window again.</source>
            <translation>使用整个屏幕，或恢复窗口。</translation>
        </message>
        <message>
            <source>Command palette</source>
            <translation>命令面板</translation>
        </message>
        <message>
            <source>Type what to do</source>
            <translation>键入要执行的操作</translation>
        </message>
        <message>
            <source>Search actions</source>
            <translation>搜索操作</translation>
        </message>
        <message>
            <source>Actions</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>No action has these words. F1 opens the help.</source>
            <translation>没有操作含有这些字词。按 F1 打开帮助。</translation>
        </message>
        <message>
            <source>&amp;Explain this figure</source>
            <translation>解释此数值(&amp;E)</translation>
        </message>
        <message>
            <source>Say how the figure in focus was computed, with its formula and inputs; elsewhere, open the help.</source>
            <translation>说明焦点所在数值的计算方式，包括公式和输入；在别处则打开帮助。</translation>
        </message>
        <message>
            <source>Open the help on what has the keyboard; nothing is fetched from a network.</source>
            <translation>打开与键盘焦点所在处有关的帮助；不从网络获取任何内容。</translation>
        </message>
        <message>
            <source>Actions and &amp;shortcuts</source>
            <translation>操作与快捷键(&amp;S)</translation>
        </message>
        <message>
            <source>List every action with its keys.</source>
            <translation>列出每个操作及其按键。</translation>
        </message>
        <message>
            <source>&amp;Tour of the window</source>
            <translation>窗口导览(&amp;T)</translation>
        </message>
        <message>
            <source>Show the parts of the window one after another.</source>
            <translation>依次介绍窗口的各个部分。</translation>
        </message>
        <message>
            <source>&amp;About Chipfolio</source>
            <translation>关于 Chipfolio(&amp;A)</translation>
        </message>
        <message>
            <source>Versions, catalogue date, calibration and licence.</source>
            <translation>版本、目录日期、校准与许可证。</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>打开最近文件(&amp;R)</translation>
        </message>
        <message>
            <source>Open e&amp;xample</source>
            <translation>打开示例(&amp;X)</translation>
        </message>
        <message>
            <source>&amp;Site</source>
            <translation>站点(&amp;S)</translation>
        </message>
        <message>
            <source>C&amp;urrency</source>
            <translation>货币(&amp;U)</translation>
        </message>
        <message>
            <source>Baseli&amp;ne</source>
            <translation>基准(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Mixing strategy</source>
            <translation>混合策略(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Objective</source>
            <translation>目标(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Dependence measure</source>
            <translation>依赖度指标(&amp;D)</translation>
        </message>
        <message>
            <source>Dependence &amp;basis</source>
            <translation>依赖度口径(&amp;B)</translation>
        </message>
        <message>
            <source>Chart&amp;s</source>
            <translation>图表(&amp;S)</translation>
        </message>
        <message>
            <source>Langua&amp;ge</source>
            <translation>语言(&amp;G)</translation>
        </message>
        <message>
            <source>Th&amp;eme</source>
            <translation>主题(&amp;E)</translation>
        </message>
        <message>
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>站点</translation>
        </message>
        <message>
            <source>Where the cluster stands; decides which export rules are shown</source>
            <translation>集群所在地；决定显示哪些出口管制规则</translation>
        </message>
        <message>
            <source>Currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <source>The currency that amounts are shown in</source>
            <translation>金额显示所用的货币</translation>
        </message>
        <message>
            <source>Your o&amp;wn data…</source>
            <translation>您自己的数据(&amp;W)…</translation>
        </message>
        <message>
            <source>Take accelerators, prices, runs, scenarios or the shape out as CSV or TOML, and in again.</source>
            <translation>将加速器、价格、实测运行、情景或结构导出为 CSV 或 TOML，并可再导入。</translation>
        </message>
        <message>
            <source>&amp;Add a run or lines of a log…</source>
            <translation>添加一次运行或日志行(&amp;A)…</translation>
        </message>
        <message>
            <source>Enter a run that you measured, or paste lines of its log; the predictions follow it.</source>
            <translation>输入您实测的一次运行，或粘贴其日志行；预测随之调整。</translation>
        </message>
        <message>
            <source>&amp;Measured runs</source>
            <translation>实测运行(&amp;M)</translation>
        </message>
        <message>
            <source>Import &amp;measured runs…</source>
            <translation>导入实测运行(&amp;M)…</translation>
        </message>
        <message>
            <source>Take runs that you measured from a table; the predictions follow them and their bands narrow.</source>
            <translation>从表格导入您测得的运行；预测随之调整，误差带变窄。</translation>
        </message>
        <message>
            <source>Save a &amp;template…</source>
            <translation>保存模板(&amp;T)…</translation>
        </message>
        <message>
            <source>Write an empty table with the columns that are read.</source>
            <translation>写出一个含所读各列的空表格。</translation>
        </message>
        <message>
            <source>&amp;Remove the imported runs</source>
            <translation>移除导入的运行(&amp;R)</translation>
        </message>
        <message>
            <source>Take every imported run out of the plan.</source>
            <translation>将所有导入的运行从计划中移除。</translation>
        </message>
        <message>
            <source>Import &amp;catalogue update…</source>
            <translation>导入目录更新(&amp;C)…</translation>
        </message>
        <message>
            <source>Read a newer catalogue of accelerators and prices; what it changes is shown before it is taken.</source>
            <translation>读取较新的加速器与价格目录；采用之前先显示其改动。</translation>
        </message>
        <message>
            <source>E&amp;dit accelerator…</source>
            <translation>编辑加速器(&amp;D)…</translation>
        </message>
        <message>
            <source>Change figures of the accelerator selected in the catalogue, with their source.</source>
            <translation>更改目录中所选加速器的数值，并注明来源。</translation>
        </message>
        <message>
            <source>Acce&amp;lerator</source>
            <translation>加速器(&amp;L)</translation>
        </message>
        <message>
            <source>D&amp;uplicate as a new accelerator…</source>
            <translation>复制为新加速器(&amp;U)…</translation>
        </message>
        <message>
            <source>Begin a new accelerator with the figures of the one selected.</source>
            <translation>以所选加速器的数值开始一个新加速器。</translation>
        </message>
        <message>
            <source>&amp;New accelerator…</source>
            <translation>新建加速器(&amp;N)…</translation>
        </message>
        <message>
            <source>Enter an accelerator that the catalogue does not have.</source>
            <translation>输入目录中没有的加速器。</translation>
        </message>
        <message>
            <source>&amp;Take the shipped figures</source>
            <translation>采用随附的数值(&amp;T)</translation>
        </message>
        <message>
            <source>Forget your own figures of the accelerator selected.</source>
            <translation>放弃您为所选加速器输入的数值。</translation>
        </message>
        <message>
            <source>&amp;Compare accelerators</source>
            <translation>比较加速器(&amp;C)</translation>
        </message>
        <message>
            <source>Show two to four accelerators selected in the catalogue side by side.</source>
            <translation>并排显示目录中所选的两至四款加速器。</translation>
        </message>
        <message>
            <source>Mark as &amp;available</source>
            <translation>标记为可用(&amp;A)</translation>
        </message>
        <message>
            <source>Say that the accelerator selected can be had at the site, whatever the rules' arithmetic says.</source>
            <translation>说明所选加速器在该站点可以获得，无论按规则推算的结果如何。</translation>
        </message>
        <message>
            <source>Mark as &amp;limited…</source>
            <translation>标记为限量(&amp;L)…</translation>
        </message>
        <message>
            <source>Say how many devices of the accelerator selected can be had at the site.</source>
            <translation>说明所选加速器在该站点可以获得多少设备。</translation>
        </message>
        <message>
            <source>Mark as not a&amp;vailable</source>
            <translation>标记为不可用(&amp;V)</translation>
        </message>
        <message>
            <source>Say that the accelerator selected cannot be had at the site; exploring leaves it out.</source>
            <translation>说明所选加速器在该站点无法获得；探索会将其排除。</translation>
        </message>
        <message>
            <source>&amp;Remove the mark</source>
            <translation>移除标记(&amp;R)</translation>
        </message>
        <message>
            <source>Take the mark of the accelerator selected away.</source>
            <translation>移除所选加速器的标记。</translation>
        </message>
        <message>
            <source>W&amp;hat trains…</source>
            <translation>训练内容(&amp;H)…</translation>
        </message>
        <message>
            <source>Train one model, or a programme of models with tokens of their own.</source>
            <translation>训练一个模型，或各有词元数的一组模型。</translation>
        </message>
        <message>
            <source>&amp;Terms of the node group…</source>
            <translation>节点组条款(&amp;T)…</translation>
        </message>
        <message>
            <source>Say how the selected node group is had (rented, bought or owned), at what price, when, and who pays while it waits.</source>
            <translation>说明所选节点组的取得方式（租用、购买或自有）、价格、可用时间，以及空闲时由谁付费。</translation>
        </message>
        <message>
            <source>How pools t&amp;rain together…</source>
            <translation>资源池如何共同训练(&amp;R)…</translation>
        </message>
        <message>
            <source>Choose the way of working, who divides the tokens, and what a takeover costs.</source>
            <translation>选择工作方式、由谁分配词元，以及交接的代价。</translation>
        </message>
        <message>
            <source>L&amp;imits…</source>
            <translation>限制(&amp;I)…</translation>
        </message>
        <message>
            <source>Set deadline, budget and power, caps on the shares of suppliers and their HHI, export rules, headquarters and who must take part.</source>
            <translation>设置期限、预算和功率，供应商份额与 HHI 的上限，出口规则、总部所在地，以及哪些供应商必须参与。</translation>
        </message>
        <message>
            <source>Links bet&amp;ween pools…</source>
            <translation>池间互联(&amp;W)…</translation>
        </message>
        <message>
            <source>Say how traffic between pools travels, how fast and how late.</source>
            <translation>说明资源池之间流量的路径、速率和时延。</translation>
        </message>
        <message>
            <source>Purchase and ener&amp;gy…</source>
            <translation>购置与能源(&amp;G)…</translation>
        </message>
        <message>
            <source>Set the terms of what is bought, the price and the carbon of energy and the porting effort.</source>
            <translation>设置购置条款、能源价格与碳排放以及移植工作量。</translation>
        </message>
        <message>
            <source>Sources of the &amp;accelerator</source>
            <translation>加速器的来源(&amp;A)</translation>
        </message>
        <message>
            <source>Show the sources and price observations of the accelerator selected in its card, or hide them.</source>
            <translation>在卡片中显示所选加速器的来源和价格观测，或将其隐藏。</translation>
        </message>
        <message>
            <source>Cop&amp;y chart</source>
            <translation>复制图表(&amp;Y)</translation>
        </message>
        <message>
            <source>Put the chart on the clipboard as a picture.</source>
            <translation>将图表作为图片放到剪贴板。</translation>
        </message>
        <message>
            <source>Copy chart's ta&amp;ble</source>
            <translation>复制图表的表格(&amp;B)</translation>
        </message>
        <message>
            <source>Put the numbers of the chart on the clipboard, as spreadsheets take them.</source>
            <translation>将图表的数值以电子表格可用的形式放到剪贴板。</translation>
        </message>
        <message>
            <source>Sa&amp;ve chart…</source>
            <translation>保存图表(&amp;V)…</translation>
        </message>
        <message>
            <source>Write the chart as PNG or SVG, or its table as CSV.</source>
            <translation>将图表写为 PNG 或 SVG，或将其表格写为 CSV。</translation>
        </message>
        <message>
            <source>S&amp;ort table by…</source>
            <translation>表格排序依据(&amp;O)…</translation>
        </message>
        <message>
            <source>Sort the table in focus, else the catalogue, by a column; the same column again turns the order.</source>
            <translation>按某一列对当前表格排序（没有时为目录）；再次选择同一列则反转顺序。</translation>
        </message>
        <message>
            <source>Reports of faults cannot be kept: {reason}.</source>
            <translation>无法保存故障报告：{reason}。</translation>
        </message>
        <message>
            <source>calibration {version}</source>
            <translation>校准 {version}</translation>
        </message>
        <message>
            <source>catalogue {date} · {calibration} · model error {error} on {runs} published runs</source>
            <translation>目录 {date} · {calibration} · 对 {runs} 次公开运行的模型误差 {error}</translation>
        </message>
        <message>
            <source>Something went wrong inside Chipfolio ({what}). The plan is unharmed; a report is kept at {path}.</source>
            <translation>Chipfolio 内部出错（{what}）。计划未受影响；报告保存在 {path}。</translation>
        </message>
        <message>
            <source>Chipfolio met a fault the last time it ran. A report is kept at {report}.</source>
            <translation>Chipfolio 上次运行时出错。报告保存在 {report}。</translation>
        </message>
        <message>
            <source>Copy the report</source>
            <translation>复制报告</translation>
        </message>
        <message>
            <source>A worker process ended unexpectedly; its place is taken by a new one, so try again.</source>
            <translation>某个工作进程意外结束，已由新进程接替，请重试。</translation>
        </message>
        <message>
            <source>{title} as a table</source>
            <translation>{title}（表格）</translation>
        </message>
        <message>
            <source>{name}: a chart is saved as .svg, .png or .csv; choose one of these endings.</source>
            <translation>{name}：图表可保存为 .svg、.png 或 .csv；请选择其中一种扩展名。</translation>
        </message>
        <message>
            <source>Show as table</source>
            <translation>显示为表格</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>复制图片</translation>
        </message>
        <message>
            <source>Copy table</source>
            <translation>复制表格</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>另存为 PNG…</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>另存为 SVG…</translation>
        </message>
        <message>
            <source>Save table as CSV…</source>
            <translation>表格另存为 CSV…</translation>
        </message>
        <message>
            <source>Save {title}</source>
            <translation>保存{title}</translation>
        </message>
        <message>
            <source>Not saved</source>
            <translation>未保存</translation>
        </message>
        <message>
            <source>Table, copy and save</source>
            <translation>表格、复制与保存</translation>
        </message>
        <message>
            <source>{title}: table, copy and save</source>
            <translation>{title}：表格、复制与保存</translation>
        </message>
        <message>
            <source>The plan is being computed.</source>
            <translation>正在计算计划。</translation>
        </message>
        <message>
            <source>exposed TP</source>
            <translation>未掩盖的 TP 通信</translation>
        </message>
        <message>
            <source>exposed EP</source>
            <translation>未掩盖的 EP 通信</translation>
        </message>
        <message>
            <source>exposed CP</source>
            <translation>未掩盖的 CP 通信</translation>
        </message>
        <message>
            <source>exposed PP</source>
            <translation>未掩盖的 PP 通信</translation>
        </message>
        <message>
            <source>exposed DP</source>
            <translation>未掩盖的 DP 通信</translation>
        </message>
        <message>
            <source>micro-batches</source>
            <translation>微批次</translation>
        </message>
        <message>
            <source>waiting for other pools</source>
            <translation>等待其他资源池</translation>
        </message>
        <message>
            <source>joint step</source>
            <translation>共同的一步</translation>
        </message>
        <message>
            <source>site, beyond the model</source>
            <translation>现场因素（模型之外）</translation>
        </message>
        <message>
            <source>{path} cannot be written ({reason}); choose another folder or free some space.</source>
            <translation>无法写入 {path}（{reason}）；请选择其他文件夹或释放空间。</translation>
        </message>
        <message>
            <source>{name}, GiB</source>
            <translation>{name}，GiB</translation>
        </message>
        <message>
            <source>{name}, s</source>
            <translation>{name}，秒</translation>
        </message>
        <message>
            <source>{name}, days</source>
            <translation>{name}，天</translation>
        </message>
        <message>
            <source>{name} nodes</source>
            <translation>{name} 节点数</translation>
        </message>
        <message>
            <source>The uncertainty is being computed.</source>
            <translation>正在计算不确定性。</translation>
        </message>
        <message>
            <source>Charts</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>Without one supplier</source>
            <translation>失去一家供应商</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Keep this plan</source>
            <translation>保留此计划</translation>
        </message>
        <message>
            <source>Put this plan, as it is now, beside what it becomes</source>
            <translation>将当前的计划与其后的变化并列</translation>
        </message>
        <message>
            <source>Add a plan file…</source>
            <translation>添加计划文件…</translation>
        </message>
        <message>
            <source>Put the plan of another file beside this one</source>
            <translation>将另一文件的计划与此计划并列</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Take a version away</source>
            <translation>移除一个版本</translation>
        </message>
        <message>
            <source>Keep this plan, then change it: both stand here side by side. Plan files can be added too.</source>
            <translation>保留此计划，然后更改它：两者在此并列。也可以添加计划文件。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>，</translation>
        </message>
        <message>
            <source>{count} kept</source>
            <translation>已保留 {count} 个</translation>
        </message>
        <message>
            <source>{first} and {count} more</source>
            <translation>{first} 及另外 {count} 种</translation>
        </message>
        <message>
            <source>This plan</source>
            <translation>本计划</translation>
        </message>
        <message>
            <source>{change} points</source>
            <translation>{change} 个百分点</translation>
        </message>
        <message>
            <source>Cost</source>
            <translation>成本</translation>
        </message>
        <message>
            <source>cost</source>
            <translation>成本</translation>
        </message>
        <message>
            <source>{currency} per trillion tokens</source>
            <translation>每万亿词元（{currency}）</translation>
        </message>
        <message>
            <source>whole run {total}</source>
            <translation>整次训练 {total}</translation>
        </message>
        <message>
            <source>less</source>
            <translation>少</translation>
        </message>
        <message>
            <source>more</source>
            <translation>多</translation>
        </message>
        <message>
            <source>{saving} {side} than {name}</source>
            <translation>比 {name} {side} {saving}</translation>
        </message>
        <message>
            <source>The plan gives no {figure} yet.</source>
            <translation>计划尚未给出{figure}。</translation>
        </message>
        <message>
            <source>{value} {currency}, {share} of the cost</source>
            <translation>{value} {currency}，占成本的 {share}</translation>
        </message>
        <message>
            <source>{name}
{amount} {currency} per trillion tokens
{reason}</source>
            <translation>{name}
每万亿词元 {amount} {currency}
{reason}</translation>
        </message>
        <message>
            <source>baseline: {name}</source>
            <translation>基准：{name}</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>基准</translation>
        </message>
        <message>
            <source>whole run</source>
            <translation>整次训练</translation>
        </message>
        <message>
            <source>per trillion tokens</source>
            <translation>每万亿词元</translation>
        </message>
        <message>
            <source>share</source>
            <translation>占比</translation>
        </message>
        <message>
            <source>Terms, {currency}</source>
            <translation>成本项（{currency}）</translation>
        </message>
        <message>
            <source>rented</source>
            <translation>租用</translation>
        </message>
        <message>
            <source>owned</source>
            <translation>自有</translation>
        </message>
        <message>
            <source>break-even use</source>
            <translation>盈亏平衡利用率</translation>
        </message>
        <message>
            <source>Rent or buy, {currency} per device-hour</source>
            <translation>租用或购买，{currency}/设备小时</translation>
        </message>
        <message>
            <source>never</source>
            <translation>达不到</translation>
        </message>
        <message>
            <source>owned: at {use} of all hours in use, by the terms of purchase
rent: {rent}
purchase: {purchase}</source>
            <translation>自有：按购买条款，利用率 {use}
租金：{rent}
购买：{purchase}</translation>
        </message>
        <message>
            <source>rent of {rent}, purchase of {purchase}</source>
            <translation>租价 {rent}，购价 {purchase}</translation>
        </message>
        <message>
            <source>rent of {rent}, purchase as entered</source>
            <translation>租价 {rent}，购价为手动输入</translation>
        </message>
        <message>
            <source>rent as entered, purchase of {purchase}</source>
            <translation>租价为手动输入，购价 {purchase}</translation>
        </message>
        <message>
            <source>rent and purchase as entered</source>
            <translation>租价和购价均为手动输入</translation>
        </message>
        <message>
            <source>runs</source>
            <translation>运行数</translation>
        </message>
        <message>
            <source>in-sample</source>
            <translation>样本内</translation>
        </message>
        <message>
            <source>unseen source</source>
            <translation>未见来源</translation>
        </message>
        <message>
            <source>within 10 %</source>
            <translation>10 % 以内</translation>
        </message>
        <message>
            <source>all accelerators</source>
            <translation>全部加速器</translation>
        </message>
        <message>
            <source>Model error on published runs</source>
            <translation>模型对公开训练运行的误差</translation>
        </message>
        <message>
            <source>mean absolute error of the rate</source>
            <translation>速率的平均绝对误差</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>Assumptions</source>
            <translation>假设</translation>
        </message>
        <message>
            <source>Versions</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>inputs: {grades}</source>
            <translation>输入：{grades}</translation>
        </message>
        <message>
            <source>Chipfolio {version}, catalogue of {date}, calibration {calibration}</source>
            <translation>Chipfolio {version}，{date} 的目录，校准 {calibration}</translation>
        </message>
        <message>
            <source>unknown date</source>
            <translation>未知日期</translation>
        </message>
        <message>
            <source>Published beside predicted</source>
            <translation>公布值与预测值对照</translation>
        </message>
        <message>
            <source>predicted, P10 to P90</source>
            <translation>预测值，P10 至 P90</translation>
        </message>
        <message>
            <source>published</source>
            <translation>公布值</translation>
        </message>
        <message>
            <source>predicted {predicted}</source>
            <translation>预测 {predicted}</translation>
        </message>
        <message>
            <source>published {published}</source>
            <translation>公布 {published}</translation>
        </message>
        <message>
            <source>What each pool's speed rests on</source>
            <translation>各资源池速度的依据</translation>
        </message>
        <message>
            <source>{grade} · P10 to P90 {spread} · site factor {factor}</source>
            <translation>{grade} · P10 至 P90 {spread} · 现场系数 {factor}</translation>
        </message>
        <message>
            <source>Site factors</source>
            <translation>现场系数</translation>
        </message>
        <message>
            <source>−{down} to +{up}</source>
            <translation>−{down} 至 +{up}</translation>
        </message>
        <message>
            <source>{name}: {rate} tokens/s per device ({grade}). {source}</source>
            <translation>{name}：每设备 {rate} 词元/秒（{grade}）。{source}</translation>
        </message>
        <message>
            <source>Measured runs that anchor this plan</source>
            <translation>锚定本计划的实测运行</translation>
        </message>
        <message>
            <source>mean error</source>
            <translation>平均误差</translation>
        </message>
        <message>
            <source>median</source>
            <translation>中位数</translation>
        </message>
        <message>
            <source>bias</source>
            <translation>偏差</translation>
        </message>
        <message>
            <source>reported</source>
            <translation>报告结果</translation>
        </message>
        <message>
            <source>predicted</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>needed</source>
            <translation>所需</translation>
        </message>
        <message>
            <source>usable</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>measured</source>
            <translation>实测</translation>
        </message>
        <message>
            <source>fits</source>
            <translation>放得下</translation>
        </message>
        <message>
            <source>at the edge</source>
            <translation>临界</translation>
        </message>
        <message>
            <source>does not fit</source>
            <translation>放不下</translation>
        </message>
        <message>
            <source>Model error of memory on published runs</source>
            <translation>模型对公开运行的显存误差</translation>
        </message>
        <message>
            <source>absolute error of the fullest device</source>
            <translation>占用最满的设备的绝对误差</translation>
        </message>
        <message>
            <source>Configurations that ran or went out of memory</source>
            <translation>能运行或显存不足的配置</translation>
        </message>
        <message>
            <source>GiB on the fullest device</source>
            <translation>占用最满的设备，GiB</translation>
        </message>
        <message>
            <source>all software</source>
            <translation>所有软件</translation>
        </message>
        <message>
            <source>software of {date}</source>
            <translation>{date} 的软件</translation>
        </message>
        <message>
            <source>unnamed software</source>
            <translation>未具名软件</translation>
        </message>
        <message>
            <source>{right} of {all} come out right; {fits} are predicted to fit and went out of memory, {refused} the other way round. At the edge, the prediction's own error may decide.</source>
            <translation>{all} 个中有 {right} 个判断正确；{fits} 个预测放得下而实际显存不足，{refused} 个正相反。处于临界时，结果可能取决于预测本身的误差。</translation>
        </message>
        <message>
            <source>ran</source>
            <translation>能运行</translation>
        </message>
        <message>
            <source>out of memory</source>
            <translation>显存不足</translation>
        </message>
        <message>
            <source>error</source>
            <translation>误差</translation>
        </message>
        <message>
            <source>Published mixed fleets</source>
            <translation>公开的混合机群</translation>
        </message>
        <message>
            <source>{count} not predicted: {reason}</source>
            <translation>{count} 个未预测：{reason}</translation>
        </message>
        <message>
            <source>its devices stand still</source>
            <translation>其设备停用</translation>
        </message>
        <message>
            <source>it delivers nothing more</source>
            <translation>不再供货</translation>
        </message>
        <message>
            <source>its rents rise</source>
            <translation>租金上涨</translation>
        </message>
        <message>
            <source>What losing a supplier in mid-run costs in days and money</source>
            <translation>训练途中失去一家供应商会多花多少天、多少钱</translation>
        </message>
        <message>
            <source>Lose a supplier</source>
            <translation>失去一家供应商</translation>
        </message>
        <message>
            <source>Planning anew</source>
            <translation>正在重新规划</translation>
        </message>
        <message>
            <source>day {day}</source>
            <translation>第 {day} 天</translation>
        </message>
        <message>
            <source>Plan the rest anew</source>
            <translation>重新规划剩余部分</translation>
        </message>
        <message>
            <source>Supplier</source>
            <translation>供应商</translation>
        </message>
        <message>
            <source>Who is lost</source>
            <translation>失去哪一家</translation>
        </message>
        <message>
            <source>What happens</source>
            <translation>发生什么</translation>
        </message>
        <message>
            <source>What losing it means</source>
            <translation>失去它意味着什么</translation>
        </message>
        <message>
            <source>When</source>
            <translation>何时</translation>
        </message>
        <message>
            <source>The day of the run on which it happens</source>
            <translation>发生在训练的第几天</translation>
        </message>
        <message>
            <source>Plan what is left of the run on what is left of the fleet</source>
            <translation>用剩余的机群规划剩余的训练</translation>
        </message>
        <message>
            <source>What it costs</source>
            <translation>代价</translation>
        </message>
        <message>
            <source>{name}, day {day}: {what}.</source>
            <translation>{name}，第 {day} 天：{what}。</translation>
        </message>
        <message>
            <source>The run {days}.</source>
            <translation>训练{days}。</translation>
        </message>
        <message>
            <source>never ends</source>
            <translation>无法完成</translation>
        </message>
        <message>
            <source>ends on day {end}, {extra} days earlier</source>
            <translation>在第 {end} 天结束，早 {extra} 天</translation>
        </message>
        <message>
            <source>ends on day {end}, {extra} days later</source>
            <translation>在第 {end} 天结束，晚 {extra} 天</translation>
        </message>
        <message>
            <source>It costs {cost}, {extra} less.</source>
            <translation>费用为 {cost}，减少 {extra}。</translation>
        </message>
        <message>
            <source>It costs {cost}, {extra} more.</source>
            <translation>费用为 {cost}，多出 {extra}。</translation>
        </message>
        <message>
            <source>Days of the run when a name is lost; planned: {days}</source>
            <translation>失去某一名称时的训练天数；计划为 {days}</translation>
        </message>
        <message>
            <source>Planned again as fast as it goes without the name, as loss of use; shipments stopping alone leave it running.</source>
            <translation>按无法继续使用该名称的设备、尽可能快地重新规划；若只是停止供货，现有设备仍可运行。</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>显存</translation>
        </message>
        <message>
            <source>No pool has a layout yet; add an accelerator to the cluster.</source>
            <translation>资源池尚无并行布局；请向集群添加加速器。</translation>
        </message>
        <message>
            <source>fullest: {name}, {share} of its memory</source>
            <translation>最满：{name}，已用显存 {share}</translation>
        </message>
        <message>
            <source>{share} full</source>
            <translation>已用 {share}</translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>权衡</translation>
        </message>
        <message>
            <source>Timetable</source>
            <translation>时间表</translation>
        </message>
        <message>
            <source>Step time</source>
            <translation>单步耗时</translation>
        </message>
        <message>
            <source>Suppliers</source>
            <translation>供应商</translation>
        </message>
        <message>
            <source>Sensitivity</source>
            <translation>敏感性</translation>
        </message>
        <message>
            <source>Winner map</source>
            <translation>最优方案图</translation>
        </message>
        <message>
            <source>Risk</source>
            <translation>风险</translation>
        </message>
        <message>
            <source>cheaper than the baseline in {share} of draws</source>
            <translation>在 {share} 的抽样中比基准便宜</translation>
        </message>
        <message>
            <source>Overrun over its own plan, {currency}</source>
            <translation>相对自身计划的超支，{currency}</translation>
        </message>
        <message>
            <source>chance in the run</source>
            <translation>期间概率</translation>
        </message>
        <message>
            <source>How likely the scenario happens during the run, and from which day of the run on it holds</source>
            <translation>该情景在训练期间发生的可能性，以及从训练的第几天起生效</translation>
        </message>
        <message>
            <source>No change: {names}</source>
            <translation>无变化：{names}</translation>
        </message>
        <message>
            <source>no way out</source>
            <translation>无解</translation>
        </message>
        <message>
            <source>{days} days</source>
            <translation>{days} 天</translation>
        </message>
        <message>
            <source>Expected overrun</source>
            <translation>期望超支</translation>
        </message>
        <message>
            <source>Worst tenth, mean (CVaR 90)</source>
            <translation>最差十分之一的平均值（CVaR 90）</translation>
        </message>
        <message>
            <source>Expected cost of the run</source>
            <translation>期望训练成本</translation>
        </message>
        <message>
            <source>Change the probability of a scenario</source>
            <translation>更改情景的概率</translation>
        </message>
        <message>
            <source>Change the size of a scenario</source>
            <translation>更改情景的幅度</translation>
        </message>
        <message>
            <source>Change the day of a scenario</source>
            <translation>更改情景的日期</translation>
        </message>
        <message>
            <source>from day {day}</source>
            <translation>自第 {day} 天</translation>
        </message>
        <message>
            <source>How likely it is during the run</source>
            <translation>训练期间发生的可能性</translation>
        </message>
        <message>
            <source>How large it is</source>
            <translation>幅度有多大</translation>
        </message>
        <message>
            <source>The day of the run from which on it holds</source>
            <translation>从训练的第几天起生效</translation>
        </message>
        <message>
            <source>How likely each scenario is during the run, how large, from when</source>
            <translation>每种情景在训练期间的可能性、幅度和起始日</translation>
        </message>
        <message>
            <source>Scenarios</source>
            <translation>情景</translation>
        </message>
        <message>
            <source>Shipped table</source>
            <translation>随附的表</translation>
        </message>
        <message>
            <source>Start over</source>
            <translation>重新开始</translation>
        </message>
        <message>
            <source>Forget the plan's own scenarios</source>
            <translation>忘记计划自己的情景</translation>
        </message>
        <message>
            <source>Take the shipped scenarios</source>
            <translation>采用随附的情景</translation>
        </message>
        <message>
            <source>Chance in the run</source>
            <translation>期间概率</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>幅度</translation>
        </message>
        <message>
            <source>From day</source>
            <translation>起始日</translation>
        </message>
        <message>
            <source>{day} days</source>
            <translation>{day} 天</translation>
        </message>
        <message>
            <source>Cost per trillion tokens</source>
            <translation>每万亿词元成本</translation>
        </message>
        <message>
            <source>Saving</source>
            <translation>节省</translation>
        </message>
        <message>
            <source>Figure</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>No input moves this figure.</source>
            <translation>没有输入影响此数值。</translation>
        </message>
        <message>
            <source>{name}, {currency}</source>
            <translation>{name}（{currency}）</translation>
        </message>
        <message>
            <source>planned {value}</source>
            <translation>计划值 {value}</translation>
        </message>
        <message>
            <source>moved most by {name}</source>
            <translation>影响最大：{name}</translation>
        </message>
        <message>
            <source>input low (P10)</source>
            <translation>输入偏低（P10）</translation>
        </message>
        <message>
            <source>input high (P90)</source>
            <translation>输入偏高（P90）</translation>
        </message>
        <message>
            <source>{low} to {high} {unit}</source>
            <translation>{low} 至 {high} {unit}</translation>
        </message>
        <message>
            <source>{name}: planned {value} {unit}, {low} to {high}
figure: {at_low} at its low, {at_high} at its high end
evidence: {grade}</source>
            <translation>{name}：计划值 {value} {unit}，{low} 至 {high}
数值：低端 {at_low}，高端 {at_high}
依据：{grade}</translation>
        </message>
        <message>
            <source>seconds a step, as each pool works</source>
            <translation>每步秒数，按各资源池实际的训练方式</translation>
        </message>
        <message>
            <source>{tokens} tokens per step</source>
            <translation>每步 {tokens} 词元</translation>
        </message>
        <message>
            <source>{part}
{seconds} s, {share} of the step</source>
            <translation>{part}
{seconds} 秒，占一步的 {share}</translation>
        </message>
        <message>
            <source>MFU {mfu}, healthy</source>
            <translation>无故障时 MFU {mfu}</translation>
        </message>
        <message>
            <source>delivered compute</source>
            <translation>交付算力</translation>
        </message>
        <message>
            <source>spend</source>
            <translation>支出</translation>
        </message>
        <message>
            <source>The shares follow once every pool has a rate.</source>
            <translation>各资源池都有速率后即可得出份额。</translation>
        </message>
        <message>
            <source> and </source>
            <translation>与</translation>
        </message>
        <message>
            <source>shares of {basis}</source>
            <translation>按{basis}计的份额</translation>
        </message>
        <message>
            <source>{words} · most concentrated by {worst}</source>
            <translation>{words} · {worst}集中度最高</translation>
        </message>
        <message>
            <source>most concentrated</source>
            <translation>集中度最高</translation>
        </message>
        <message>
            <source>HHI {hhi} · effective {effective}</source>
            <translation>HHI {hhi} · 有效数 {effective}</translation>
        </message>
        <message>
            <source>without {name}</source>
            <translation>失去 {name}</translation>
        </message>
        <message>
            <source>The timetable follows once a pool can train.</source>
            <translation>有资源池可以训练后即可得出时间表。</translation>
        </message>
        <message>
            <source>{count} models in {days}</source>
            <translation>{count} 个模型，共 {days}</translation>
        </message>
        <message>
            <source>{steps} steps in {days}</source>
            <translation>{steps} 步，共 {days}</translation>
        </message>
        <message>
            <source>{words}, of them {lost} of stops and waits</source>
            <translation>{words}，其中停顿与等待 {lost}</translation>
        </message>
        <message>
            <source>{name}: {share} of the tokens</source>
            <translation>{name}：词元的 {share}</translation>
        </message>
        <message>
            <source>The run waits.
{days}</source>
            <translation>训练处于等待。
{days}</translation>
        </message>
        <message>
            <source>Stop: checkpoint, restart and alignment
{days}</source>
            <translation>停顿：检查点、重启与对齐
{days}</translation>
        </message>
        <message>
            <source>{tokens} tokens</source>
            <translation>{tokens} 词元</translation>
        </message>
        <message>
            <source>{tokens} tokens by {name}, {share} of the run</source>
            <translation>{name} 训练 {tokens} 词元，占整次训练的 {share}</translation>
        </message>
        <message>
            <source>{share} of what is trained in these days</source>
            <translation>占这几天训练量的 {share}</translation>
        </message>
        <message>
            <source>{seconds} s a healthy step</source>
            <translation>无故障时每步 {seconds} 秒</translation>
        </message>
        <message>
            <source>day {first} to {last}: {days}</source>
            <translation>第 {first} 至 {last} 天：{days}</translation>
        </message>
        <message>
            <source>days from the plan's start</source>
            <translation>自计划开始起的天数</translation>
        </message>
        <message>
            <source>deadline, met in {chance}</source>
            <translation>期限，{chance} 的抽样可达成</translation>
        </message>
        <message>
            <source>days on which it is had</source>
            <translation>可使用的日期</translation>
        </message>
        <message>
            <source>{count} nodes</source>
            <translation>{count} 个节点</translation>
        </message>
        <message>
            <source>1 node</source>
            <translation>1 个节点</translation>
        </message>
        <message>
            <source>click compares · double-click takes it</source>
            <translation>单击比较 · 双击采用</translation>
        </message>
        <message>
            <source>saving {saving}</source>
            <translation>节省 {saving}</translation>
        </message>
        <message>
            <source>{value} {currency} per trillion tokens</source>
            <translation>每万亿词元 {value} {currency}</translation>
        </message>
        <message>
            <source>largest supplier {largest}</source>
            <translation>最大供应商 {largest}</translation>
        </message>
        <message>
            <source>N-1 {retention} stays</source>
            <translation>N-1 保留率 {retention}</translation>
        </message>
        <message>
            <source>Left out</source>
            <translation>排除</translation>
        </message>
        <message>
            <source>Say for which reasons fleets were left out</source>
            <translation>说明各机群因何被排除</translation>
        </message>
        <message>
            <source>{count} left out</source>
            <translation>排除 {count} 个</translation>
        </message>
        <message>
            <source>{name} {share}</source>
            <translation>{name} {share}</translation>
        </message>
        <message>
            <source>planned exactly</source>
            <translation>精确规划</translation>
        </message>
        <message>
            <source>all tokens by {name}</source>
            <translation>全部词元由 {name} 训练</translation>
        </message>
        <message>
            <source>{way}: {shares}</source>
            <translation>{way}：{shares}</translation>
        </message>
        <message>
            <source>a bound: its own plan may differ</source>
            <translation>界限值：按其自身规划可能不同</translation>
        </message>
        <message>
            <source>other shares: explore again</source>
            <translation>其他份额：请重新探索</translation>
        </message>
        <message>
            <source>its line, at the cheapest shares:</source>
            <translation>其曲线（按最便宜的份额）：</translation>
        </message>
        <message>
            <source>{largest} on one supplier: {days}</source>
            <translation>单一供应商占 {largest}：{days}</translation>
        </message>
        <message>
            <source>{largest} on one supplier: saving {saving}, {days}</source>
            <translation>单一供应商占 {largest}：节省 {saving}，{days}</translation>
        </message>
        <message>
            <source>largest supplier</source>
            <translation>最大供应商</translation>
        </message>
        <message>
            <source>largest supplier's share of {basis}</source>
            <translation>最大供应商占{basis}的份额</translation>
        </message>
        <message>
            <source>HHI</source>
            <translation>HHI</translation>
        </message>
        <message>
            <source>HHI of suppliers' shares of {basis}, points</source>
            <translation>供应商{basis}份额的 HHI，点</translation>
        </message>
        <message>
            <source>loss without one</source>
            <translation>失去一家的损失</translation>
        </message>
        <message>
            <source>throughput lost without the most damaging supplier</source>
            <translation>失去影响最大的供应商时损失的吞吐</translation>
        </message>
        <message>
            <source>saving</source>
            <translation>节省</translation>
        </message>
        <message>
            <source>saving per trillion tokens</source>
            <translation>每万亿词元的节省</translation>
        </message>
        <message>
            <source>{currency} / T tokens</source>
            <translation>{currency}/万亿词元</translation>
        </message>
        <message>
            <source>days</source>
            <translation>天</translation>
        </message>
        <message>
            <source>knee</source>
            <translation>拐点</translation>
        </message>
        <message>
            <source>this plan</source>
            <translation>本计划</translation>
        </message>
        <message>
            <source>Add accelerators to the cluster; Explore mixes then draws every fleet within the limits.</source>
            <translation>请先向集群添加加速器；“探索组合”随后会绘出限制内的所有机群。</translation>
        </message>
        <message>
            <source>Explore mixes draws every fleet within the limits here, and the frontier among them.</source>
            <translation>“探索组合”会在此绘出限制范围内的每个机群以及其中的前沿。</translation>
        </message>
        <message>
            <source>{letter} axis</source>
            <translation>{letter} 轴</translation>
        </message>
        <message>
            <source>frontier {number}</source>
            <translation>前沿 {number}</translation>
        </message>
        <message>
            <source>fleet {number}</source>
            <translation>机群 {number}</translation>
        </message>
        <message>
            <source>Knee of the frontier</source>
            <translation>前沿的拐点</translation>
        </message>
        <message>
            <source>On the frontier</source>
            <translation>位于前沿</translation>
        </message>
        <message>
            <source>On the frontier; in {share} of draws the next more expensive one is cheaper</source>
            <translation>位于前沿；在 {share} 的抽样中，次贵的机群更便宜</translation>
        </message>
        <message>
            <source>exploring: no fleet found yet</source>
            <translation>探索中：尚未找到集群</translation>
        </message>
        <message>
            <source>not explored yet</source>
            <translation>尚未探索</translation>
        </message>
        <message>
            <source>exploring: {frontier} on the frontier so far</source>
            <translation>探索中：目前前沿上有 {frontier} 个</translation>
        </message>
        <message>
            <source>{candidates} fleets · {fleets} feasible · {frontier} on the frontier</source>
            <translation>{candidates} 个机群 · {fleets} 个可行 · {frontier} 个在前沿上</translation>
        </message>
        <message>
            <source>{words} · {drawn} of {fleets} drawn</source>
            <translation>{words} · 绘出 {fleets} 个中的 {drawn} 个</translation>
        </message>
        <message>
            <source>{words} · before the last edit</source>
            <translation>{words} · 上次编辑之前</translation>
        </message>
        <message>
            <source>{fleets} of the drawn fleets in the brush; explore again for all of them</source>
            <translation>框选中有 {fleets} 个已绘出的机群；重新探索可得到全部</translation>
        </message>
        <message>
            <source>{fleets} fleets in the brush; the table lists them</source>
            <translation>框选中有 {fleets} 个机群；表格将其列出</translation>
        </message>
        <message>
            <source>{frontier} on the frontier</source>
            <translation>前沿上 {frontier} 个</translation>
        </message>
        <message>
            <source>{count} left out: {reason}</source>
            <translation>{count} 个被排除：{reason}</translation>
        </message>
        <message>
            <source>and {count} for other reasons</source>
            <translation>另有 {count} 个因其他原因</translation>
        </message>
        <message>
            <source>No fleet keeps every limit.</source>
            <translation>没有集群满足全部限制。</translation>
        </message>
        <message>
            <source>Explored on {date}, kept in the file; explore again to draw every fleet.</source>
            <translation>探索于 {date}，保存在文件中；重新探索可绘出全部机群。</translation>
        </message>
        <message>
            <source>Across</source>
            <translation>横轴</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>纵轴</translation>
        </message>
        <message>
            <source>cheapest as planned: {name}</source>
            <translation>按计划成本最低：{name}</translation>
        </message>
        <message>
            <source>{share} of the map</source>
            <translation>占图的 {share}</translation>
        </message>
        <message>
            <source>The cross is today's plan; how far the next colour is, is how far it may be wrong.</source>
            <translation>十字是今天的计划；到另一颜色的距离就是可以估错的幅度。</translation>
        </message>
        <message>
            <source>at {x} across and {y} up, times the plan's</source>
            <translation>横轴 {x}、纵轴 {y}，为计划值的倍数</translation>
        </message>
        <message>
            <source>Edit {name}</source>
            <translation>编辑 {name}</translation>
        </message>
        <message>
            <source>{name} (copy)</source>
            <translation>{name}（副本）</translation>
        </message>
        <message>
            <source>New accelerator</source>
            <translation>新加速器</translation>
        </message>
        <message>
            <source>Select two to four accelerators (Ctrl and click, or Shift and the arrow keys) to compare them.</source>
            <translation>请选择两至四款加速器（Ctrl 加单击，或 Shift 加方向键）进行比较。</translation>
        </message>
        <message>
            <source>Reset {name}</source>
            <translation>重置 {name}</translation>
        </message>
        <message>
            <source>Limit {name}</source>
            <translation>限制 {name}</translation>
        </message>
        <message>
            <source>Most devices over all node groups</source>
            <translation>所有节点组的最多设备数</translation>
        </message>
        <message>
            <source>Mark {name}</source>
            <translation>标记 {name}</translation>
        </message>
        <message>
            <source>Add an accelerator</source>
            <translation>添加加速器</translation>
        </message>
        <message>
            <source>Kept in your catalogue: {path}</source>
            <translation>已保存到您的目录：{path}</translation>
        </message>
        <message>
            <source>Catalogue archive (*.zip)</source>
            <translation>目录归档 (*.zip)</translation>
        </message>
        <message>
            <source>Import a catalogue update</source>
            <translation>导入目录更新</translation>
        </message>
        <message>
            <source>The archive holds the catalogue in use (of {date}); nothing changes.</source>
            <translation>归档即当前使用的目录（{date}）；没有任何改动。</translation>
        </message>
        <message>
            <source>Take the newer catalogue's figures</source>
            <translation>采用较新目录的数据</translation>
        </message>
        <message>
            <source>The catalogue of {date} is in use; the older one is kept.</source>
            <translation>现在使用 {date} 的目录；旧目录保留。</translation>
        </message>
        <message>
            <source>New plan</source>
            <translation>新计划</translation>
        </message>
        <message>
            <source>Spreadsheet (*.xlsx);;CSV (*.csv);;JSON (*.json)</source>
            <translation>电子表格 (*.xlsx);;CSV (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <source>{name}: tables are written as .xlsx, .csv or .json; choose one of these endings.</source>
            <translation>{name}：表格可写为 .xlsx、.csv 或 .json；请选择其中一种扩展名。</translation>
        </message>
        <message>
            <source>{path} cannot be written ({strerror}); choose another folder.</source>
            <translation>无法写入 {path}（{strerror}）；请选择其他文件夹。</translation>
        </message>
        <message>
            <source>Export PDF</source>
            <translation>导出 PDF</translation>
        </message>
        <message>
            <source>PDF (*.pdf)</source>
            <translation>PDF (*.pdf)</translation>
        </message>
        <message>
            <source>Print the summary</source>
            <translation>打印摘要</translation>
        </message>
        <message>
            <source>Export tables</source>
            <translation>导出表格</translation>
        </message>
        <message>
            <source>Export launch arguments</source>
            <translation>导出启动参数</translation>
        </message>
        <message>
            <source>Shell (*.sh)</source>
            <translation>Shell 脚本 (*.sh)</translation>
        </message>
        <message>
            <source>Chipfolio plans (*{ending});;All files (*)</source>
            <translation>Chipfolio 计划 (*{ending});;所有文件 (*)</translation>
        </message>
        <message>
            <source>Open plan</source>
            <translation>打开计划</translation>
        </message>
        <message>
            <source>“{name}” is open in another window. Changes made there are not seen here.</source>
            <translation>“{name}”已在另一个窗口中打开。在那里所做的更改在此处看不到。</translation>
        </message>
        <message>
            <source>Go to that window</source>
            <translation>转到该窗口</translation>
        </message>
        <message>
            <source>Open it here too</source>
            <translation>在此处也打开</translation>
        </message>
        <message>
            <source>Save plan</source>
            <translation>保存计划</translation>
        </message>
        <message>
            <source>This plan lies in no file yet, so there is nothing to reload.</source>
            <translation>此计划尚未存入文件，无可重新载入。</translation>
        </message>
        <message>
            <source>Reload and drop them</source>
            <translation>重新载入并放弃更改</translation>
        </message>
        <message>
            <source>Reloading “{name}” drops the unsaved changes.</source>
            <translation>重新载入“{name}”将放弃未保存的更改。</translation>
        </message>
        <message>
            <source>Unsaved changes</source>
            <translation>未保存的更改</translation>
        </message>
        <message>
            <source>Save the changes to “{title}”?</source>
            <translation>是否保存对“{title}”的更改？</translation>
        </message>
        <message>
            <source>&amp;Discard</source>
            <translation>放弃(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>取消(&amp;C)</translation>
        </message>
        <message>
            <source>The copy of unsaved changes of “{name}” is damaged and cannot be recovered; it lies at {path}.</source>
            <translation>“{name}”未保存更改的副本已损坏，无法恢复；它位于 {path}。</translation>
        </message>
        <message>
            <source>“{name}” had unsaved changes when Chipfolio ended unexpectedly.</source>
            <translation>Chipfolio 意外结束时，“{name}”有未保存的更改。</translation>
        </message>
        <message>
            <source>Copies after this one: {count}.</source>
            <translation>此后还有 {count} 份副本。</translation>
        </message>
        <message>
            <source>Recover</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Unsaved work is not protected: {reason}.</source>
            <translation>未保存的工作未受保护：{reason}。</translation>
        </message>
        <message>
            <source>“{name}” takes long to save. The plan stays open meanwhile.</source>
            <translation>保存“{name}”耗时较长，其间计划保持打开。</translation>
        </message>
        <message>
            <source>“{name}” takes long to read. The plan stays open and can be saved meanwhile.</source>
            <translation>读取“{name}”耗时较长，其间计划保持打开，也可以保存。</translation>
        </message>
        <message>
            <source>Stop waiting</source>
            <translation>停止等待</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>“{name}” was changed on disk since it was opened here.</source>
            <translation>“{name}”在此处打开后，磁盘上的文件已被更改。</translation>
        </message>
        <message>
            <source>Reload it</source>
            <translation>重新载入</translation>
        </message>
        <message>
            <source>Overwrite it</source>
            <translation>覆盖</translation>
        </message>
        <message>
            <source>“{name}” was made with the catalogue of {file}, older than the program's of {own}. Figures that differ: {n}.</source>
            <translation>“{name}”依据 {file} 的目录制作，早于程序的 {own} 目录。不同的数值：{n} 项。</translation>
        </message>
        <message>
            <source>“{name}” was made with the catalogue of {file}, newer than the program's of {own}. Figures that differ: {n}.</source>
            <translation>“{name}”依据 {file} 的目录制作，晚于程序的 {own} 目录。不同的数值：{n} 项。</translation>
        </message>
        <message>
            <source>“{name}” was planned with calibration {file}, older than the program's {own}.</source>
            <translation>“{name}”以校准 {file} 规划，旧于程序的 {own}。</translation>
        </message>
        <message>
            <source>“{name}” was planned with calibration {file}, newer than the program's {own}.</source>
            <translation>“{name}”以校准 {file} 规划，新于程序的 {own}。</translation>
        </message>
        <message>
            <source>As saved and as predicted now: {figures}.</source>
            <translation>保存时与现在的预测：{figures}。</translation>
        </message>
        <message>
            <source>As saved and as predicted now, read as said above: {figures}.</source>
            <translation>保存时与现在的预测（按上文所述读取）：{figures}。</translation>
        </message>
        <message>
            <source>Show the differences</source>
            <translation>显示差异</translation>
        </message>
        <message>
            <source>Take the figures of the program's catalogue</source>
            <translation>采用程序目录的数值</translation>
        </message>
        <message>
            <source>Its figures may differ from those it was saved with.</source>
            <translation>其结果可能与保存时不同。</translation>
        </message>
        <message>
            <source>It holds no figures to compare these with.</source>
            <translation>文件中没有可供比较的结果。</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>{what} {old} → {new} {unit}</source>
            <translation>{what} {old} → {new} {unit}</translation>
        </message>
        <message>
            <source>Plans, catalogues, shapes, prices (*{ending} *.zip *.json *.toml *.csv)</source>
            <translation>计划、目录、结构、价格 (*{ending} *.zip *.json *.toml *.csv)</translation>
        </message>
        <message>
            <source>Waiting for the library…</source>
            <translation>正在等待团队库…</translation>
        </message>
        <message>
            <source>“{name}”, version {version}, is open.</source>
            <translation>已打开“{name}”第 {version} 版。</translation>
        </message>
        <message>
            <source>Save a copy</source>
            <translation>保存副本</translation>
        </message>
        <message>
            <source>{path} cannot be written; choose another folder.</source>
            <translation>无法写入 {path}；请选择其他文件夹。</translation>
        </message>
        <message>
            <source>Written: {path}</source>
            <translation>已写入：{path}</translation>
        </message>
        <message>
            <source>A new entry of the library.</source>
            <translation>团队库中的新条目。</translation>
        </message>
        <message>
            <source>It is based on version {version} of “{name}”.</source>
            <translation>它基于“{name}”的第 {version} 版。</translation>
        </message>
        <message>
            <source>Publish a file</source>
            <translation>发布文件</translation>
        </message>
        <message>
            <source>“{name}”, version {version}, is published.</source>
            <translation>已发布“{name}”第 {version} 版。</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Table (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <source>Import measured runs</source>
            <translation>导入实测运行</translation>
        </message>
        <message>
            <source>Add {name}</source>
            <translation>添加 {name}</translation>
        </message>
        <message>
            <source>{name} is added; the predictions follow it.</source>
            <translation>已添加 {name}；预测随之调整。</translation>
        </message>
        <message>
            <source>Save a template</source>
            <translation>保存模板</translation>
        </message>
        <message>
            <source>A row needs the first {count} columns, up to recompute; the others may stay empty.</source>
            <translation>每行需要填写前 {count} 列（到 recompute 为止）；其余可留空。</translation>
        </message>
        <message>
            <source>Remove measured runs</source>
            <translation>移除实测运行</translation>
        </message>
        <message>
            <source>The imported runs are removed.</source>
            <translation>已移除导入的运行。</translation>
        </message>
        <message>
            <source>Comparing the runs of {name} with the model…</source>
            <translation>正在将 {name} 中的运行与模型对照…</translation>
        </message>
        <message>
            <source>far from the model</source>
            <translation>与模型相差过大</translation>
        </message>
        <message>
            <source>Imported {name}</source>
            <translation>已导入 {name}</translation>
        </message>
        <message>
            <source>The band of the cost per trillion tokens was {before}, and is {after}.</source>
            <translation>每万亿词元成本的误差带原为 {before}，现为 {after}。</translation>
        </message>
        <message>
            <source>They are right</source>
            <translation>数据无误</translation>
        </message>
        <message>
            <source>Leave them out</source>
            <translation>去掉它们</translation>
        </message>
        <message>
            <source>Leave measured runs out</source>
            <translation>去掉实测运行</translation>
        </message>
        <message>
            <source>{count} of {all} runs of {name} imported.</source>
            <translation>已导入 {name} 中 {all} 个运行中的 {count} 个。</translation>
        </message>
        <message>
            <source>And {count} more.</source>
            <translation>另有 {count} 个。</translation>
        </message>
        <message>
            <source>Tables and text (*.csv *.toml)</source>
            <translation>表格和文本 (*.csv *.toml)</translation>
        </message>
        <message>
            <source>Export your data</source>
            <translation>导出您的数据</translation>
        </message>
        <message>
            <source>Import your data</source>
            <translation>导入您的数据</translation>
        </message>
        <message>
            <source>Everything in {name} is there already.</source>
            <translation>{name} 中的内容均已存在。</translation>
        </message>
        <message>
            <source>Import {what}</source>
            <translation>导入{what}</translation>
        </message>
        <message>
            <source>1 entry is written to {path}.</source>
            <translation>已将 1 个条目写入 {path}。</translation>
        </message>
        <message>
            <source>{count} entries are written to {path}.</source>
            <translation>已将 {count} 个条目写入 {path}。</translation>
        </message>
        <message>
            <source>{path} cannot be written ({error}); choose another place.</source>
            <translation>无法写入 {path}（{error}）；请选择其他位置。</translation>
        </message>
        <message>
            <source>Cost of the whole run</source>
            <translation>整次训练的成本</translation>
        </message>
        <message>
            <source>Days</source>
            <translation>天数</translation>
        </message>
        <message>
            <source>Largest share</source>
            <translation>最大份额</translation>
        </message>
        <message>
            <source>Loss without one</source>
            <translation>失去一家的损失</translation>
        </message>
        <message>
            <source>Delivered compute</source>
            <translation>交付算力</translation>
        </message>
        <message>
            <source>Spend</source>
            <translation>支出</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Site: {site}</source>
            <translation>站点：{site}</translation>
        </message>
        <message>
            <source>Exchange rates of {date}</source>
            <translation>{date} 的汇率</translation>
        </message>
        <message>
            <source>Other…</source>
            <translation>其他…</translation>
        </message>
        <message>
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Remove {name}</source>
            <translation>移除 {name}</translation>
        </message>
        <message>
            <source>Duplicate {name}</source>
            <translation>复制 {name}</translation>
        </message>
        <message>
            <source>Rename plan</source>
            <translation>重命名计划</translation>
        </message>
        <message>
            <source>&amp;Name of the plan</source>
            <translation>计划名称(&amp;N)</translation>
        </message>
        <message>
            <source>Rename to {name}</source>
            <translation>重命名为 {name}</translation>
        </message>
        <message>
            <source>Move to {site}</source>
            <translation>移至{site}</translation>
        </message>
        <message>
            <source>Show {currency}</source>
            <translation>显示 {currency}</translation>
        </message>
        <message>
            <source>Change exchange rates</source>
            <translation>更改汇率</translation>
        </message>
        <message>
            <source>Mix by {strategy}</source>
            <translation>按{strategy}混合</translation>
        </message>
        <message>
            <source>largest share</source>
            <translation>最大份额</translation>
        </message>
        <message>
            <source>loss without one supplier</source>
            <translation>失去一家供应商的损失</translation>
        </message>
        <message>
            <source>Measure by {measure}</source>
            <translation>按{measure}衡量</translation>
        </message>
        <message>
            <source>cost per trillion tokens</source>
            <translation>每万亿词元成本</translation>
        </message>
        <message>
            <source>cost of the whole run</source>
            <translation>整次训练的成本</translation>
        </message>
        <message>
            <source>Trade off {objective}</source>
            <translation>权衡{objective}</translation>
        </message>
        <message>
            <source>Compute servers for exploring</source>
            <translation>探索所用的计算服务器</translation>
        </message>
        <message>
            <source>Address of a Dask scheduler (tcp://host:8786), or nothing for this machine</source>
            <translation>Dask 调度器的地址（tcp://host:8786），留空则使用本机</translation>
        </message>
        <message>
            <source>Take shares of spend</source>
            <translation>按支出计算份额</translation>
        </message>
        <message>
            <source>Take shares of compute</source>
            <translation>按算力计算份额</translation>
        </message>
        <message>
            <source>Compare with {name} alone</source>
            <translation>与仅用 {name} 比较</translation>
        </message>
        <message>
            <source>Compare with nothing</source>
            <translation>不作比较</translation>
        </message>
        <message>
            <source>Adopt</source>
            <translation>采用</translation>
        </message>
        <message>
            <source>Adopt {fleet}</source>
            <translation>采用 {fleet}</translation>
        </message>
        <message>
            <source>Set {name} to {nodes} nodes</source>
            <translation>将 {name} 设为 {nodes} 个节点</translation>
        </message>
        <message>
            <source>Train in {precision}</source>
            <translation>以 {precision} 训练</translation>
        </message>
        <message>
            <source>Change deadline</source>
            <translation>更改期限</translation>
        </message>
        <message>
            <source>Change how the pools train</source>
            <translation>更改资源池的训练方式</translation>
        </message>
        <message>
            <source>Change limits</source>
            <translation>更改限制</translation>
        </message>
        <message>
            <source>No number of nodes ends this run by its deadline.</source>
            <translation>增加多少节点都无法按期完成这次训练。</translation>
        </message>
        <message>
            <source>Looking for the nodes that end in time…</source>
            <translation>正在查找能按期完成的节点数…</translation>
        </message>
        <message>
            <source>Of the nodes that end in time none were found that keep every limit. With {counts}: {limits}</source>
            <translation>在能按期完成的节点数中，没有找到满足所有限制的。采用 {counts} 时：{limits}</translation>
        </message>
        <message>
            <source>Take the nodes that the deadline needs</source>
            <translation>按期限所需设置节点数</translation>
        </message>
        <message>
            <source>Take only the nodes that train</source>
            <translation>只取参与训练的节点</translation>
        </message>
        <message>
            <source>Shapes (*.json *.toml);;All files (*)</source>
            <translation>结构 (*.json *.toml);;所有文件 (*)</translation>
        </message>
        <message>
            <source>TOML (*.toml);;config.json (*.json)</source>
            <translation>TOML (*.toml);;config.json (*.json)</translation>
        </message>
        <message>
            <source>Train {name}</source>
            <translation>训练 {name}</translation>
        </message>
        <message>
            <source>Export the shape</source>
            <translation>导出结构</translation>
        </message>
        <message>
            <source>Kept in your shapes: {path}</source>
            <translation>已保存到您的结构：{path}</translation>
        </message>
        <message>
            <source>Import a shape</source>
            <translation>导入结构</translation>
        </message>
        <message>
            <source>{name} cannot be read: {error}.</source>
            <translation>无法读取 {name}：{error}。</translation>
        </message>
        <message>
            <source>{name} is no text; give a TOML file of shapes.</source>
            <translation>{name} 不是文本；请给出结构的 TOML 文件。</translation>
        </message>
        <message>
            <source>{name} was read.</source>
            <translation>已读取 {name}。</translation>
        </message>
        <message>
            <source>{name} was read, the first of {count} shapes.</source>
            <translation>已读取 {name}，为 {count} 个结构中的第一个。</translation>
        </message>
        <message>
            <source>Columns to sort by</source>
            <translation>可供排序的列</translation>
        </message>
        <message>
            <source>Chipfolio plan (*{suffix})</source>
            <translation>Chipfolio 计划 (*{suffix})</translation>
        </message>
        <message>
            <source>Add a plan to compare</source>
            <translation>添加要比较的计划</translation>
        </message>
        <message>
            <source>an unnamed plan</source>
            <translation>未命名的计划</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>{name} was changed on disk since it was opened; reload it or overwrite it.</source>
            <translation>{name} 打开后在磁盘上已被更改；请重新载入或覆盖。</translation>
        </message>
        <message>
            <source>the disk does not answer</source>
            <translation>磁盘没有响应</translation>
        </message>
        <message>
            <source>{name} ({number})</source>
            <translation>{name}（{number}）</translation>
        </message>
        <message>
            <source>About Chipfolio</source>
            <translation>关于 Chipfolio</translation>
        </message>
        <message>
            <source>A planner for mixed-supplier accelerator fleets.</source>
            <translation>混合供应商加速器机群规划工具。</translation>
        </message>
        <message>
            <source>Version {version} · Python {python} · Qt {qt}</source>
            <translation>版本 {version} · Python {python} · Qt {qt}</translation>
        </message>
        <message>
            <source>Catalogue of {date}: {accelerators} accelerators, {nodes} node designs, {prices} price observations</source>
            <translation>{date} 的目录：{accelerators} 款加速器、{nodes} 种节点设计、{prices} 条价格观测</translation>
        </message>
        <message>
            <source>Calibration unknown</source>
            <translation>校准未知</translation>
        </message>
        <message>
            <source>Works offline: nothing is sent anywhere. Export rules are arithmetic on stated figures, not legal advice.</source>
            <translation>离线工作：不发送任何数据。出口管制规则结果只是对公开数值的计算，并非法律意见。</translation>
        </message>
        <message>
            <source>Mean absolute error of the rate on {runs} published runs: {seen} in-sample, {unseen} where the fit had not seen the source; {share} of those within their bands</source>
            <translation>对 {runs} 次公开运行的速率平均绝对误差：样本内 {seen}，对拟合未见过的来源 {unseen}；后者有 {share} 落在误差带内</translation>
        </message>
        <message>
            <source>Chipfolio help</source>
            <translation>Chipfolio 帮助</translation>
        </message>
        <message>
            <source>Search the help</source>
            <translation>搜索帮助</translation>
        </message>
        <message>
            <source>Topics of the help</source>
            <translation>帮助主题</translation>
        </message>
        <message>
            <source>Page of the help</source>
            <translation>帮助页面</translation>
        </message>
        <message>
            <source>Actions and shortcuts</source>
            <translation>操作与快捷键</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>按键</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>作用</translation>
        </message>
        <message>
            <source>Leave the tour</source>
            <translation>离开导览</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>上一步</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
        <message>
            <source>Begin</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>{words}: published {published}, predicted {predicted}</source>
            <translation>{words}：公布 {published}，预测 {predicted}</translation>
        </message>
        <message>
            <source>{words} ({change} points)</source>
            <translation>{words}（{change} 个百分点）</translation>
        </message>
        <message>
            <source>{price}/h</source>
            <translation>{price}/小时</translation>
        </message>
        <message>
            <source>1 day</source>
            <translation>1 天</translation>
        </message>
        <message>
            <source>{count} days</source>
            <translation>{count} 天</translation>
        </message>
        <message>
            <source>h</source>
            <translation>小时</translation>
        </message>
        <message>
            <source>as planned</source>
            <translation>与计划相同</translation>
        </message>
        <message>
            <source>{time} later</source>
            <translation>晚 {time}</translation>
        </message>
        <message>
            <source>{time} earlier</source>
            <translation>早 {time}</translation>
        </message>
        <message>
            <source>Without {name} the run never ends.</source>
            <translation>失去 {name} 后，训练无法完成。</translation>
        </message>
        <message>
            <source>Without {name}: {days}, {change}</source>
            <translation>失去 {name}：{days}，{change}</translation>
        </message>
        <message>
            <source>{name} {share} of the tokens in {days}</source>
            <translation>{name} 训练 {share} 的词元，{days}</translation>
        </message>
        <message>
            <source>Pools work one after the other: {turns}</source>
            <translation>资源池依次工作：{turns}</translation>
        </message>
        <message>
            <source>, then </source>
            <translation>，然后 </translation>
        </message>
        <message>
            <source>{words}; takeovers (checkpoint, restart and alignment) stop the run for {stops}</source>
            <translation>{words}；交接（检查点、重启与对齐）使训练停顿 {stops}</translation>
        </message>
        <message>
            <source>{sentence}.</source>
            <translation>{sentence}。</translation>
        </message>
        <message>
            <source>{strategy}: {efficiency} of the sum of the pools' speeds if memory were no limit</source>
            <translation>{strategy}：为各资源池在不受显存限制时速度之和的 {efficiency}</translation>
        </message>
        <message>
            <source>{strategy}: {efficiency} of the sum of the pools' speeds</source>
            <translation>{strategy}：为各资源池速度之和的 {efficiency}</translation>
        </message>
        <message>
            <source>a bound: another combination of its stages may be faster</source>
            <translation>为下界：其各级的其他组合可能更快</translation>
        </message>
        <message>
            <source>{count} GB cross the inter-pool link in every step</source>
            <translation>每步有 {count} GB 经池间互联传输</translation>
        </message>
        <message>
            <source>{share} of the tokens count, an assumption</source>
            <translation>{share} 的词元有效（假定值）</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>In turn</source>
            <translation>依次</translation>
        </message>
        <message>
            <source>as the way has it</source>
            <translation>由工作方式决定</translation>
        </message>
        <message>
            <source>best shares</source>
            <translation>最优份额</translation>
        </message>
        <message>
            <source>shares of my own</source>
            <translation>自定份额</translation>
        </message>
        <message>
            <source>work</source>
            <translation>工作</translation>
        </message>
        <message>
            <source>stop</source>
            <translation>停顿</translation>
        </message>
        <message>
            <source>wait</source>
            <translation>等待</translation>
        </message>
        <message>
            <source>Programme</source>
            <translation>模型组</translation>
        </message>
        <message>
            <source>Shares of your own are of pools that work in turn: the way of working decides nothing.</source>
            <translation>自定份额针对依次工作的资源池：工作方式不起作用。</translation>
        </message>
        <message>
            <source>Best shares weigh every way of working that keeps the optimiser, beside each pool alone.</source>
            <translation>最优份额会权衡每一种不改变优化器的工作方式，以及每个资源池单独训练。</translation>
        </message>
        <message>
            <source>Best shares weigh pools in turn, and no way of working together.</source>
            <translation>最优份额只权衡各资源池依次工作，不权衡任何共同工作的方式。</translation>
        </message>
        <message>
            <source>Best shares weigh this way beside each pool alone, and may give it no token.</source>
            <translation>最优份额会权衡此方式与每个资源池单独训练，可能不给此方式分配词元。</translation>
        </message>
        <message>
            <source>Alone</source>
            <translation>单独</translation>
        </message>
        <message>
            <source>{strategy} (auto)</source>
            <translation>{strategy}（自动）</translation>
        </message>
        <message>
            <source>on demand</source>
            <translation>按需</translation>
        </message>
        <message>
            <source>reserved</source>
            <translation>预留</translation>
        </message>
        <message>
            <source>for 1 year</source>
            <translation>1 年期</translation>
        </message>
        <message>
            <source>for 3 years</source>
            <translation>3 年期</translation>
        </message>
        <message>
            <source>spot price</source>
            <translation>竞价</translation>
        </message>
        <message>
            <source>index</source>
            <translation>指数</translation>
        </message>
        <message>
            <source>bare device</source>
            <translation>裸设备</translation>
        </message>
        <message>
            <source>with its share of the server</source>
            <translation>含服务器分摊</translation>
        </message>
        <message>
            <source>{count} days old</source>
            <translation>{count} 天前</translation>
        </message>
        <message>
            <source>{count} months old</source>
            <translation>{count} 个月前</translation>
        </message>
        <message>
            <source>supplier</source>
            <translation>供应商</translation>
        </message>
        <message>
            <source>jurisdiction</source>
            <translation>管辖地</translation>
        </message>
        <message>
            <source>foundry</source>
            <translation>代工厂</translation>
        </message>
        <message>
            <source>network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>compute</source>
            <translation>计算</translation>
        </message>
        <message>
            <source>recompute</source>
            <translation>重计算</translation>
        </message>
        <message>
            <source>bubble</source>
            <translation>流水线气泡</translation>
        </message>
        <message>
            <source>optimiser</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>overhead</source>
            <translation>开销</translation>
        </message>
        <message>
            <source>migration</source>
            <translation>迁移</translation>
        </message>
        <message>
            <source>activations</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>buffers</source>
            <translation>缓冲区</translation>
        </message>
        <message>
            <source>gradients</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>reserve</source>
            <translation>预留</translation>
        </message>
        <message>
            <source>weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>porting</source>
            <translation>移植</translation>
        </message>
        <message>
            <source>energy</source>
            <translation>能源</translation>
        </message>
        <message>
            <source>rent</source>
            <translation>租用</translation>
        </message>
        <message>
            <source>purchase</source>
            <translation>购买</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>internal</source>
            <translation>内部</translation>
        </message>
        <message>
            <source>tokens per s</source>
            <translation>每秒词元数</translation>
        </message>
        <message>
            <source>plan</source>
            <translation>计划</translation>
        </message>
        <message>
            <source>baseline</source>
            <translation>基准</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>计划</translation>
        </message>
        <message>
            <source>term</source>
            <translation>成本项</translation>
        </message>
        <message>
            <source>currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <source>run cost</source>
            <translation>训练成本</translation>
        </message>
        <message>
            <source>subject</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>figure</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>pool</source>
            <translation>资源池</translation>
        </message>
        <message>
            <source>part</source>
            <translation>部分</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>显存</translation>
        </message>
        <message>
            <source>capacity</source>
            <translation>容量</translation>
        </message>
        <message>
            <source>capacity share</source>
            <translation>容量占比</translation>
        </message>
        <message>
            <source>time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>层面</translation>
        </message>
        <message>
            <source>name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>effective</source>
            <translation>有效数</translation>
        </message>
        <message>
            <source>retention</source>
            <translation>保留率</translation>
        </message>
        <message>
            <source>retention without</source>
            <translation>失去后的保留率</translation>
        </message>
        <message>
            <source>fleet</source>
            <translation>机群</translation>
        </message>
        <message>
            <source>nodes</source>
            <translation>节点数</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>最大份额</translation>
        </message>
        <message>
            <source>run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>evidence</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>MFU</source>
            <translation>MFU</translation>
        </message>
        <message>
            <source>goodput</source>
            <translation>有效吞吐率</translation>
        </message>
        <message>
            <source>formula</source>
            <translation>公式</translation>
        </message>
        <message>
            <source>sequences</source>
            <translation>序列</translation>
        </message>
        <message>
            <source>device-hour</source>
            <translation>设备小时</translation>
        </message>
        <message>
            <source>earlier</source>
            <translation>早</translation>
        </message>
        <message>
            <source>later</source>
            <translation>晚</translation>
        </message>
        <message>
            <source>kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>way</source>
            <translation>方式</translation>
        </message>
        <message>
            <source>from</source>
            <translation>自</translation>
        </message>
        <message>
            <source>to</source>
            <translation>至</translation>
        </message>
        <message>
            <source>without</source>
            <translation>失去后</translation>
        </message>
        <message>
            <source>dispatcher</source>
            <translation>分发器</translation>
        </message>
        <message>
            <source>fabric</source>
            <translation>节点间网络</translation>
        </message>
        <message>
            <source>host</source>
            <translation>主机处理器</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>平均</translation>
        </message>
        <message>
            <source>peak</source>
            <translation>峰值</translation>
        </message>
        <message>
            <source>entered in this plan</source>
            <translation>在本计划中输入</translation>
        </message>
        <message>
            <source>node design</source>
            <translation>节点设计</translation>
        </message>
        <message>
            <source>price</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Pipeline</source>
            <translation>流水线</translation>
        </message>
        <message>
            <source>Domain</source>
            <translation>域</translation>
        </message>
        <message>
            <source>scenario</source>
            <translation>情景</translation>
        </message>
        <message>
            <source>probability share</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>overrun</source>
            <translation>超支</translation>
        </message>
        <message>
            <source>extra</source>
            <translation>增加</translation>
        </message>
        <message>
            <source>unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>planned</source>
            <translation>计划值</translation>
        </message>
        <message>
            <source>figure at low</source>
            <translation>低端数值</translation>
        </message>
        <message>
            <source>figure at high</source>
            <translation>高端数值</translation>
        </message>
        <message>
            <source>x factor</source>
            <translation>横轴倍数</translation>
        </message>
        <message>
            <source>y factor</source>
            <translation>纵轴倍数</translation>
        </message>
        <message>
            <source>flip share</source>
            <translation>次序改变的比例</translation>
        </message>
        <message>
            <source>CO2-equivalent</source>
            <translation>CO₂ 当量</translation>
        </message>
        <message>
            <source>text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>estimated</source>
            <translation>依据估计值</translation>
        </message>
        <message>
            <source>shares of tokens</source>
            <translation>词元份额</translation>
        </message>
        <message>
            <source>process node</source>
            <translation>制程节点</translation>
        </message>
        <message>
            <source>hbm supplier</source>
            <translation>HBM 供应商</translation>
        </message>
        <message>
            <source>tokens per s per device</source>
            <translation>每设备每秒词元数</translation>
        </message>
        <message>
            <source>No such file or directory</source>
            <translation>没有该文件或目录</translation>
        </message>
        <message>
            <source>Permission denied</source>
            <translation>没有权限</translation>
        </message>
        <message>
            <source>Is a directory</source>
            <translation>是一个目录</translation>
        </message>
        <message>
            <source>Not a directory</source>
            <translation>不是目录</translation>
        </message>
        <message>
            <source>No space left on device</source>
            <translation>磁盘空间不足</translation>
        </message>
        <message>
            <source>Read-only file system</source>
            <translation>文件系统为只读</translation>
        </message>
        <message>
            <source>File name too long</source>
            <translation>文件名过长</translation>
        </message>
        <message>
            <source>Input/output error</source>
            <translation>输入/输出错误</translation>
        </message>
        <message>
            <source>Disk quota exceeded</source>
            <translation>超出磁盘配额</translation>
        </message>
        <message>
            <source>Chipfolio met a fault of its own and has no answer; the plan is unharmed. ({error})</source>
            <translation>Chipfolio 自身出现故障，没有结果；计划未受影响。（{error}）</translation>
        </message>
        <message>
            <source>1 device</source>
            <translation>1 个设备</translation>
        </message>
        <message>
            <source>{name}: {devices} devices in {nodes} nodes</source>
            <translation>{name}：{devices} 个设备，{nodes} 个节点</translation>
        </message>
        <message>
            <source>tensor {tp} · context {cp} · pipeline {pp} (interleaved {vpp})</source>
            <translation>张量并行 {tp} · 上下文并行 {cp} · 流水线并行 {pp}（交错 {vpp}）</translation>
        </message>
        <message>
            <source>expert {ep} · expert-tensor {etp} · data {dp}</source>
            <translation>专家并行 {ep} · 专家张量并行 {etp} · 数据并行 {dp}</translation>
        </message>
        <message>
            <source>micro-batch {micro_batch} · schedule {schedule}</source>
            <translation>微批次 {micro_batch} · 调度 {schedule}</translation>
        </message>
        <message>
            <source>recompute {recompute} · sharding {sharding}</source>
            <translation>重计算 {recompute} · 分片 {sharding}</translation>
        </message>
        <message>
            <source>as most teams run it</source>
            <translation>多数团队的水平</translation>
        </message>
        <message>
            <source>As teams report their own runs; the band is wide, since teams differ.</source>
            <translation>按各团队自己公布的实测运行；团队之间差异大，因此误差带较宽。</translation>
        </message>
        <message>
            <source>tuned</source>
            <translation>已调优</translation>
        </message>
        <message>
            <source>As those run it who publish a paper on it: weeks of an experienced team's work.</source>
            <translation>达到为此发表论文的团队的水平：有经验的团队需调优数周。</translation>
        </message>
        <message>
            <source>supplier's benchmark</source>
            <translation>供应商基准测试</translation>
        </message>
        <message>
            <source>The supplier's published benchmark, release by release; few teams reach it.</source>
            <translation>供应商随各版本公布的基准测试成绩；很少有团队能达到。</translation>
        </message>
        <message>
            <source>Dispatcher</source>
            <translation>分发器</translation>
        </message>
        <message>
            <source>What carries tokens to their experts: collectives, or kernels that send a token once a domain</source>
            <translation>把词元送到专家的方式：集合通信，或每个域只发送一次词元的专用 kernel</translation>
        </message>
        <message>
            <source>CUDA graphs</source>
            <translation>CUDA 图</translation>
        </message>
        <message>
            <source>The step is captured once, so the host launches no kernels</source>
            <translation>整步只捕获一次，主机不再逐个下发 kernel</translation>
        </message>
        <message>
            <source>Exchange overlap</source>
            <translation>All-to-All 重叠</translation>
        </message>
        <message>
            <source>The exchange of one micro-batch hides behind the computing of another</source>
            <translation>一个微批次的 All-to-All 通信由另一个微批次的计算掩盖</translation>
        </message>
        <message>
            <source>Fused kernels</source>
            <translation>融合算子</translation>
        </message>
        <message>
            <source>Gate, expert bias, sinks and permutation of this shape are fused</source>
            <translation>此结构的门控、专家偏置、注意力汇点与词元重排均已融合</translation>
        </message>
        <message>
            <source>Grouped experts</source>
            <translation>专家分组计算</translation>
        </message>
        <message>
            <source>Experts of a device run in one kernel, not one by one</source>
            <translation>同一设备上的专家合并为一个分组 GEMM，而非逐个计算</translation>
        </message>
        <message>
            <source>Moments in 16 bits</source>
            <translation>16 位动量</translation>
        </message>
        <message>
            <source>A precision-aware optimiser: smaller states</source>
            <translation>低精度存储的优化器（precision-aware）：状态更小</translation>
        </message>
        <message>
            <source>Expandable segments</source>
            <translation>可扩展段</translation>
        </message>
        <message>
            <source>The allocator maps its segments anew instead of splitting them, so less memory is lost</source>
            <translation>分配器按需扩展显存段而不切分，显存碎片更少</translation>
        </message>
        <message>
            <source>Fused cross-entropy</source>
            <translation>融合交叉熵</translation>
        </message>
        <message>
            <source>The gradient of the loss takes the place of the logits instead of room beside them</source>
            <translation>损失的梯度就地覆盖 logits，不另占显存</translation>
        </message>
        <message>
            <source>Host</source>
            <translation>主机 CPU</translation>
        </message>
        <message>
            <source>The processor that launches kernels</source>
            <translation>下发 kernel 的处理器</translation>
        </message>
        <message>
            <source>Fabric</source>
            <translation>节点间网络</translation>
        </message>
        <message>
            <source>Between nodes: devices post messages to the NIC themselves, or the host does (Amazon EFA)</source>
            <translation>节点之间：由设备直接向网卡提交消息，或由主机代为提交（亚马逊 EFA）</translation>
        </message>
        <message>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>Per trillion tokens</source>
            <translation>每万亿词元</translation>
        </message>
        <message>
            <source>~ rests on estimates that nobody published: {inputs}</source>
            <translation>~ 表示依据无人公布的估计值：{inputs}</translation>
        </message>
        <message>
            <source>Saving on {accelerator}</source>
            <translation>较 {accelerator} 节省</translation>
        </message>
        <message>
            <source>no baseline chosen</source>
            <translation>未选择基准</translation>
        </message>
        <message>
            <source>no deadline</source>
            <translation>无期限</translation>
        </message>
        <message>
            <source>by day {day}</source>
            <translation>第 {day} 天之前</translation>
        </message>
        <message>
            <source>of paid time</source>
            <translation>占付费时间</translation>
        </message>
        <message>
            <source>of healthy steps</source>
            <translation>无故障的步</translation>
        </message>
        <message>
            <source>{seconds} s each</source>
            <translation>每步 {seconds} 秒</translation>
        </message>
        <message>
            <source>{currency}, paid</source>
            <translation>{currency}，实付</translation>
        </message>
        <message>
            <source>{name}, of spend</source>
            <translation>{name}，按支出</translation>
        </message>
        <message>
            <source>{name}, of compute</source>
            <translation>{name}，按算力</translation>
        </message>
        <message>
            <source>Without {name}</source>
            <translation>失去 {name}</translation>
        </message>
        <message>
            <source>{share} on {name}</source>
            <translation>{name} 占 {share}</translation>
        </message>
        <message>
            <source>peak {power}</source>
            <translation>峰值 {power}</translation>
        </message>
        <message>
            <source>carbon of the grid unknown</source>
            <translation>电网碳强度未知</translation>
        </message>
        <message>
            <source>operation only</source>
            <translation>仅运行</translation>
        </message>
        <message>
            <source>hardware included</source>
            <translation>含硬件</translation>
        </message>
        <message>
            <source>Emissions</source>
            <translation>排放</translation>
        </message>
        <message>
            <source>Whole run</source>
            <translation>整次训练</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Tokens per second</source>
            <translation>每秒词元数</translation>
        </message>
        <message>
            <source>Largest supplier</source>
            <translation>最大供应商</translation>
        </message>
        <message>
            <source>Effective suppliers</source>
            <translation>有效供应商数</translation>
        </message>
        <message>
            <source>If the largest stops</source>
            <translation>若最大供应商停供</translation>
        </message>
        <message>
            <source>Worst layer</source>
            <translation>最弱层面</translation>
        </message>
        <message>
            <source>In time</source>
            <translation>按期完成</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>步数</translation>
        </message>
        <message>
            <source>Goodput</source>
            <translation>有效吞吐率</translation>
        </message>
        <message>
            <source>Cash</source>
            <translation>现金</translation>
        </message>
        <message>
            <source>Energy</source>
            <translation>能耗</translation>
        </message>
        <message>
            <source>GQA attention</source>
            <translation>GQA 注意力</translation>
        </message>
        <message>
            <source>Softmax attention with grouped keys and values; window, chunk, gate, sinks.</source>
            <translation>键与值分组的 softmax 注意力；可有窗口、分块、门控、汇点。</translation>
        </message>
        <message>
            <source>MLA attention</source>
            <translation>MLA 注意力</translation>
        </message>
        <message>
            <source>Multi-head latent attention; with an indexer sparse (DSA).</source>
            <translation>多头潜在注意力；带索引器时为稀疏（DSA）。</translation>
        </message>
        <message>
            <source>CSA or HCA attention</source>
            <translation>CSA 或 HCA 注意力</translation>
        </message>
        <message>
            <source>A window, and beside it compressed keys (DeepSeek-V4).</source>
            <translation>一个窗口，另有压缩的键（DeepSeek-V4）。</translation>
        </message>
        <message>
            <source>Mamba-2</source>
            <translation>Mamba-2</translation>
        </message>
        <message>
            <source>A chunked state-space scan.</source>
            <translation>分块状态空间扫描。</translation>
        </message>
        <message>
            <source>Mamba-1</source>
            <translation>Mamba-1</translation>
        </message>
        <message>
            <source>An element-wise selective scan, on vector units alone.</source>
            <translation>逐元素的选择性扫描，只用向量单元。</translation>
        </message>
        <message>
            <source>Gated DeltaNet</source>
            <translation>门控 DeltaNet</translation>
        </message>
        <message>
            <source>A gated delta rule (Qwen3-Next, Qwen3.5).</source>
            <translation>门控 delta 规则（Qwen3-Next、Qwen3.5）。</translation>
        </message>
        <message>
            <source>Kimi delta attention</source>
            <translation>Kimi delta 注意力</translation>
        </message>
        <message>
            <source>A delta rule with a decay for each channel.</source>
            <translation>每个通道有各自衰减的 delta 规则。</translation>
        </message>
        <message>
            <source>Lightning attention</source>
            <translation>闪电注意力</translation>
        </message>
        <message>
            <source>Linear attention with a fixed decay for each head.</source>
            <translation>每个头有固定衰减的线性注意力。</translation>
        </message>
        <message>
            <source>Short convolution</source>
            <translation>短卷积</translation>
        </message>
        <message>
            <source>Two gates around a causal convolution (LFM2).</source>
            <translation>因果卷积前后的两个门控（LFM2）。</translation>
        </message>
        <message>
            <source>Dense feed-forward</source>
            <translation>稠密前馈</translation>
        </message>
        <message>
            <source>Up to its width and down again.</source>
            <translation>升到其宽度再降回。</translation>
        </message>
        <message>
            <source>Mixture of experts</source>
            <translation>混合专家</translation>
        </message>
        <message>
            <source>Routed experts, some of them active for a token, and shared ones.</source>
            <translation>路由专家，其中若干对一个词元激活，另有共享专家。</translation>
        </message>
        <message>
            <source>Hidden size</source>
            <translation>隐藏维度</translation>
        </message>
        <message>
            <source>Width of the vector that a token is between layers</source>
            <translation>层与层之间一个词元的向量宽度</translation>
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>词表</translation>
        </message>
        <message>
            <source>Tokens that the embedding and the output head tell apart</source>
            <translation>嵌入与输出头所区分的词元数</translation>
        </message>
        <message>
            <source>Norms a sublayer</source>
            <translation>每子层归一化数</translation>
        </message>
        <message>
            <source>1, or 2 where the output of each sublayer is normed too</source>
            <translation>1；若每个子层的输出也归一化则为 2</translation>
        </message>
        <message>
            <source>Tied embeddings</source>
            <translation>共享嵌入</translation>
        </message>
        <message>
            <source>Embedding and output head share one table</source>
            <translation>嵌入与输出头共用一张表</translation>
        </message>
        <message>
            <source>Residual streams</source>
            <translation>残差流数</translation>
        </message>
        <message>
            <source>Streams of hyper-connections; 1 is a plain residual</source>
            <translation>超连接的流数；1 为普通残差</translation>
        </message>
        <message>
            <source>Layers a snapshot</source>
            <translation>每个快照的层数</translation>
        </message>
        <message>
            <source>Attention residuals look back at a snapshot this often</source>
            <translation>注意力残差每隔这么多层回看一次快照</translation>
        </message>
        <message>
            <source>MTP modules</source>
            <translation>MTP 模块数</translation>
        </message>
        <message>
            <source>Modules of multi-token prediction after the stack; 0 for none</source>
            <translation>堆叠之后的多词元预测模块数；0 为没有</translation>
        </message>
        <message>
            <source>Projection</source>
            <translation>投影</translation>
        </message>
        <message>
            <source>Each module joins two hidden vectors into one</source>
            <translation>每个模块把两个隐藏向量合成一个</translation>
        </message>
        <message>
            <source>Own embedding</source>
            <translation>独立嵌入</translation>
        </message>
        <message>
            <source>Each module has an embedding of its own</source>
            <translation>每个模块有自己的嵌入</translation>
        </message>
        <message>
            <source>Own head</source>
            <translation>独立输出头</translation>
        </message>
        <message>
            <source>Each module has an output head of its own</source>
            <translation>每个模块有自己的输出头</translation>
        </message>
        <message>
            <source>Weights shared</source>
            <translation>共用权重</translation>
        </message>
        <message>
            <source>All modules share one set of weights</source>
            <translation>所有模块共用一组权重</translation>
        </message>
        <message>
            <source>Heads</source>
            <translation>头数</translation>
        </message>
        <message>
            <source>Heads of the mixer; tensor parallelism divides them</source>
            <translation>混合器的头数；张量并行将其切分</translation>
        </message>
        <message>
            <source>Key-value heads</source>
            <translation>键值头数</translation>
        </message>
        <message>
            <source>Heads of keys and values; as many as heads is plain attention</source>
            <translation>键与值的头数；与头数相同即为普通注意力</translation>
        </message>
        <message>
            <source>Head size</source>
            <translation>头维度</translation>
        </message>
        <message>
            <source>Width of one head's keys</source>
            <translation>一个头的键宽度</translation>
        </message>
        <message>
            <source>Value size</source>
            <translation>值维度</translation>
        </message>
        <message>
            <source>Width of one head's values</source>
            <translation>一个头的值宽度</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <source>Tokens that a query looks back at; empty for all</source>
            <translation>一个查询回看的词元数；留空则为全部</translation>
        </message>
        <message>
            <source>Chunk</source>
            <translation>分块</translation>
        </message>
        <message>
            <source>Tokens that are worked on together, or that attention stays within</source>
            <translation>一起处理的词元数，或注意力所限的范围</translation>
        </message>
        <message>
            <source>Query and key norm</source>
            <translation>查询与键的归一化</translation>
        </message>
        <message>
            <source>A norm of queries and keys: scales of one head, or of all heads</source>
            <translation>查询与键的归一化：缩放参数按单头或按全部头</translation>
        </message>
        <message>
            <source>Output gate</source>
            <translation>输出门控</translation>
        </message>
        <message>
            <source>A gate on the output: a value for each element, for each head, or low-rank</source>
            <translation>输出上的门控：逐元素、逐头或低秩</translation>
        </message>
        <message>
            <source>Sinks</source>
            <translation>汇点</translation>
        </message>
        <message>
            <source>A learned sink in the softmax of each head</source>
            <translation>每个头的 softmax 中有一个可学习的汇点</translation>
        </message>
        <message>
            <source>Values are keys</source>
            <translation>值即键</translation>
        </message>
        <message>
            <source>Keys serve as values too, without a matrix of their own</source>
            <translation>键也用作值，没有单独的矩阵</translation>
        </message>
        <message>
            <source>Bias of queries, keys, values</source>
            <translation>查询、键、值的偏置</translation>
        </message>
        <message>
            <source>Adds biases, below 0.1 % of the parameters</source>
            <translation>加上若干偏置，占参数不到 0.1 %</translation>
        </message>
        <message>
            <source>Bias of the output</source>
            <translation>输出偏置</translation>
        </message>
        <message>
            <source>Adds a bias, below 0.1 % of the parameters</source>
            <translation>加上偏置，占参数不到 0.1 %</translation>
        </message>
        <message>
            <source>Query rank</source>
            <translation>查询秩</translation>
        </message>
        <message>
            <source>Queries through a space of this rank; empty for a full matrix</source>
            <translation>查询经过这一秩的空间；留空则为满矩阵</translation>
        </message>
        <message>
            <source>Latent rank</source>
            <translation>潜在秩</translation>
        </message>
        <message>
            <source>Width of the latent vector that keys and values come from</source>
            <translation>产生键与值的潜在向量的宽度</translation>
        </message>
        <message>
            <source>Key size</source>
            <translation>键维度</translation>
        </message>
        <message>
            <source>Width of one head's keys without positions</source>
            <translation>一个头不含位置的键宽度</translation>
        </message>
        <message>
            <source>Position size</source>
            <translation>位置维度</translation>
        </message>
        <message>
            <source>Width of the part of a key that has positions; 0 for none</source>
            <translation>键中含位置部分的宽度；0 为没有</translation>
        </message>
        <message>
            <source>Output groups</source>
            <translation>输出组数</translation>
        </message>
        <message>
            <source>Groups that the low-rank output is made in</source>
            <translation>低秩输出所分的组数</translation>
        </message>
        <message>
            <source>Output rank</source>
            <translation>输出秩</translation>
        </message>
        <message>
            <source>Rank of each group's output</source>
            <translation>每组输出的秩</translation>
        </message>
        <message>
            <source>Compression</source>
            <translation>压缩</translation>
        </message>
        <message>
            <source>csa: an indexer picks among mildly compressed keys; hca: all of few keys</source>
            <translation>csa：索引器在轻度压缩的键中选取；hca：取少量键的全部</translation>
        </message>
        <message>
            <source>Tokens a key</source>
            <translation>每键词元数</translation>
        </message>
        <message>
            <source>So many tokens become one compressed key</source>
            <translation>这么多词元合为一个压缩的键</translation>
        </message>
        <message>
            <source>Groups</source>
            <translation>组数</translation>
        </message>
        <message>
            <source>Groups of heads that share their input and output matrices</source>
            <translation>共用输入与输出矩阵的头组数</translation>
        </message>
        <message>
            <source>State size</source>
            <translation>状态维度</translation>
        </message>
        <message>
            <source>Values of the state for each channel</source>
            <translation>每个通道的状态值数</translation>
        </message>
        <message>
            <source>Convolution taps</source>
            <translation>卷积抽头数</translation>
        </message>
        <message>
            <source>Taps of the causal convolution</source>
            <translation>因果卷积的抽头数</translation>
        </message>
        <message>
            <source>Convolution bias</source>
            <translation>卷积偏置</translation>
        </message>
        <message>
            <source>Adds a bias to the convolution</source>
            <translation>为卷积加上偏置</translation>
        </message>
        <message>
            <source>Inner channels</source>
            <translation>内部通道数</translation>
        </message>
        <message>
            <source>Channels inside of the mixer</source>
            <translation>混合器内部的通道数</translation>
        </message>
        <message>
            <source>Step rank</source>
            <translation>步长秩</translation>
        </message>
        <message>
            <source>Rank that the step size of the scan comes through</source>
            <translation>扫描步长所经过的秩</translation>
        </message>
        <message>
            <source>Key heads</source>
            <translation>键头数</translation>
        </message>
        <message>
            <source>Heads of keys, each shared by several value heads</source>
            <translation>键的头数，每个由若干值头共用</translation>
        </message>
        <message>
            <source>Value heads</source>
            <translation>值头数</translation>
        </message>
        <message>
            <source>Heads of values; tensor parallelism divides them</source>
            <translation>值的头数；张量并行将其切分</translation>
        </message>
        <message>
            <source>Indexer heads</source>
            <translation>索引器头数</translation>
        </message>
        <message>
            <source>Heads that score keys; empty for no indexer</source>
            <translation>为键打分的头数；留空则没有索引器</translation>
        </message>
        <message>
            <source>Indexer size</source>
            <translation>索引器维度</translation>
        </message>
        <message>
            <source>Width of one index head</source>
            <translation>一个索引头的宽度</translation>
        </message>
        <message>
            <source>Picks</source>
            <translation>选取数</translation>
        </message>
        <message>
            <source>Keys or blocks of keys that the indexer picks for a query</source>
            <translation>索引器为一个查询选出的键或键块的数目</translation>
        </message>
        <message>
            <source>Keys a block</source>
            <translation>每块键数</translation>
        </message>
        <message>
            <source>Keys of one block that is picked</source>
            <translation>被选中的一块中的键数</translation>
        </message>
        <message>
            <source>Shared picks</source>
            <translation>共享选取</translation>
        </message>
        <message>
            <source>Takes the picks of an earlier layer, with no indexer of its own</source>
            <translation>采用前面某层的选取，没有自己的索引器</translation>
        </message>
        <message>
            <source>Gated</source>
            <translation>带门控</translation>
        </message>
        <message>
            <source>Three matrices (SwiGLU) instead of two</source>
            <translation>三个矩阵（SwiGLU）而非两个</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>Inner width of the block, or of one expert</source>
            <translation>该块或单个专家的内部宽度</translation>
        </message>
        <message>
            <source>Experts</source>
            <translation>专家数</translation>
        </message>
        <message>
            <source>Routed experts of a layer; expert parallelism divides them</source>
            <translation>一层的路由专家数；专家并行将其切分</translation>
        </message>
        <message>
            <source>Active experts</source>
            <translation>激活专家数</translation>
        </message>
        <message>
            <source>Experts that a token is sent to</source>
            <translation>一个词元被送往的专家数</translation>
        </message>
        <message>
            <source>Shared width</source>
            <translation>共享宽度</translation>
        </message>
        <message>
            <source>Width of all shared experts together; 0 for none</source>
            <translation>全部共享专家的总宽度；0 为没有</translation>
        </message>
        <message>
            <source>Shared gate</source>
            <translation>共享门控</translation>
        </message>
        <message>
            <source>A gate on the output of the shared experts</source>
            <translation>共享专家输出上的门控</translation>
        </message>
        <message>
            <source>Latent width</source>
            <translation>潜在宽度</translation>
        </message>
        <message>
            <source>Experts work in a space of this width; empty for the hidden size</source>
            <translation>专家在这一宽度的空间中工作；留空则为隐藏维度</translation>
        </message>
        <message>
            <source>Zero experts</source>
            <translation>零计算专家数</translation>
        </message>
        <message>
            <source>Experts that pass a token on and compute nothing</source>
            <translation>只传递词元而不计算的专家</translation>
        </message>
        <message>
            <source>Real experts met</source>
            <translation>实际激活的专家</translation>
        </message>
        <message>
            <source>Experts with weights that a token meets on average</source>
            <translation>一个词元平均经过的有权重的专家数</translation>
        </message>
        <message>
            <source>Shortcut</source>
            <translation>快捷连接</translation>
        </message>
        <message>
            <source>Runs beside the next mixer and dense block</source>
            <translation>与下一个混合器和稠密块并行运行</translation>
        </message>
        <message>
            <source>Routing groups</source>
            <translation>路由组数</translation>
        </message>
        <message>
            <source>Groups of experts, as a rule nodes, that routing is limited by</source>
            <translation>限制路由的专家组，通常为节点</translation>
        </message>
        <message>
            <source>Groups a token</source>
            <translation>每词元组数</translation>
        </message>
        <message>
            <source>Groups that a token's experts come from at most</source>
            <translation>一个词元的专家最多来自的组数</translation>
        </message>
        <message>
            <source>Bias</source>
            <translation>偏置</translation>
        </message>
        <message>
            <source>Further norms</source>
            <translation>更多归一化</translation>
        </message>
        <message>
            <source>Norms of its own as wide as the hidden size</source>
            <translation>自身的、与隐藏维度同宽的归一化</translation>
        </message>
        <message>
            <source>Router</source>
            <translation>路由器</translation>
        </message>
        <message>
            <source>Experts chosen by learned scores, or by a table over tokens</source>
            <translation>专家由学习到的分数选择，或由词元表选择</translation>
        </message>
        <message>
            <source>Residual</source>
            <translation>残差</translation>
        </message>
        <message>
            <source>Plain additions, hyper-connections (mhc), or attention residuals (attnres)</source>
            <translation>普通相加、超连接（mhc）或注意力残差（attnres）</translation>
        </message>
        <message>
            <source>each element</source>
            <translation>逐元素</translation>
        </message>
        <message>
            <source>each head</source>
            <translation>逐头</translation>
        </message>
        <message>
            <source>all heads</source>
            <translation>全部头</translation>
        </message>
        <message>
            <source>low-rank</source>
            <translation>低秩</translation>
        </message>
        <message>
            <source>full matrix</source>
            <translation>满矩阵</translation>
        </message>
        <message>
            <source>full, low-rank decay</source>
            <translation>满矩阵，低秩衰减</translation>
        </message>
        <message>
            <source>csa: picked</source>
            <translation>csa：选取</translation>
        </message>
        <message>
            <source>hca: all</source>
            <translation>hca：全部</translation>
        </message>
        <message>
            <source>learned scores</source>
            <translation>学习的分数</translation>
        </message>
        <message>
            <source>by a table</source>
            <translation>按表</translation>
        </message>
        <message>
            <source>plain</source>
            <translation>普通</translation>
        </message>
        <message>
            <source>hyper-connections</source>
            <translation>超连接</translation>
        </message>
        <message>
            <source>attention residuals</source>
            <translation>注意力残差</translation>
        </message>
        <message>
            <source>Optimiser</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>What updates the weights, and in which formats it keeps its states</source>
            <translation>用什么更新权重，状态以何种格式保存</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>What a device holds of a weight over a step</source>
            <translation>一个步内设备上保存的权重格式</translation>
        </message>
        <message>
            <source>Gradients</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>Bytes of a gradient, 2 or 4; empty for the software's own</source>
            <translation>每个梯度的字节数，2 或 4；留空则按软件默认</translation>
        </message>
        <message>
            <source>Sharding</source>
            <translation>分片</translation>
        </message>
        <message>
            <source>What data parallelism shards (ZeRO); the fastest where none is chosen</source>
            <translation>数据并行分片的内容（ZeRO）；未选择时取最快的</translation>
        </message>
        <message>
            <source>Newton-Schulz steps</source>
            <translation>Newton-Schulz 步数</translation>
        </message>
        <message>
            <source>Steps that orthogonalise a matrix; empty for 5</source>
            <translation>对矩阵做正交化的步数；留空为 5</translation>
        </message>
        <message>
            <source>Share on the host</source>
            <translation>放在主机上的比例</translation>
        </message>
        <message>
            <source>Share of the optimiser states in the host's memory, 0 to 1</source>
            <translation>放在主机内存中的优化器状态比例，0 到 1</translation>
        </message>
        <message>
            <source>Copies overlap</source>
            <translation>复制重叠</translation>
        </message>
        <message>
            <source>Copies to the host and its update run beside each other</source>
            <translation>与主机之间的复制和主机上的更新同时进行</translation>
        </message>
        <message>
            <source>Host memory of a node</source>
            <translation>节点的主机内存</translation>
        </message>
        <message>
            <source>In GB; empty for the node design's</source>
            <translation>单位 GB；留空则按节点设计</translation>
        </message>
        <message>
            <source>Link to the host</source>
            <translation>到主机的链路</translation>
        </message>
        <message>
            <source>One way, of a device, in GB/s; empty for the node design's</source>
            <translation>每个设备单向，单位 GB/s；留空则按节点设计</translation>
        </message>
        <message>
            <source>Rate of host memory</source>
            <translation>主机内存速率</translation>
        </message>
        <message>
            <source>What a device has of it, in GB/s; empty for the node design's</source>
            <translation>每个设备分到的速率，单位 GB/s；留空则按节点设计</translation>
        </message>
        <message>
            <source>Adapter rank</source>
            <translation>适配器秩</translation>
        </message>
        <message>
            <source>LoRA: all other weights are frozen; empty trains all weights</source>
            <translation>LoRA：其他权重全部冻结；留空则训练全部权重</translation>
        </message>
        <message>
            <source>Adapters beside</source>
            <translation>加挂适配器的矩阵</translation>
        </message>
        <message>
            <source>The matrices that adapters stand beside</source>
            <translation>旁边放适配器的矩阵</translation>
        </message>
        <message>
            <source>MTBF of a device</source>
            <translation>设备 MTBF</translation>
        </message>
        <message>
            <source>Mean hours between failures; empty as published</source>
            <translation>平均故障间隔小时数；留空则按已公布的数值</translation>
        </message>
        <message>
            <source>MTBF of a rack</source>
            <translation>机柜 MTBF</translation>
        </message>
        <message>
            <source>Of a whole scale-up domain, in hours; empty as published</source>
            <translation>整个纵向扩展域的小时数；留空则按已公布的数值</translation>
        </message>
        <message>
            <source>Checkpoint every</source>
            <translation>检查点间隔</translation>
        </message>
        <message>
            <source>Seconds from one checkpoint to the next; empty for the best interval</source>
            <translation>相邻两个检查点之间的秒数；留空则取最佳间隔</translation>
        </message>
        <message>
            <source>Restart</source>
            <translation>重启</translation>
        </message>
        <message>
            <source>Seconds from a failure until training goes on</source>
            <translation>从故障到恢复训练的秒数</translation>
        </message>
        <message>
            <source>A checkpoint stops for</source>
            <translation>检查点停顿</translation>
        </message>
        <message>
            <source>Seconds; empty for the time to write it through</source>
            <translation>秒；留空则为完整写出所需时间</translation>
        </message>
        <message>
            <source>Checkpoints kept</source>
            <translation>保留的检查点</translation>
        </message>
        <message>
            <source>How many are in the storage at once</source>
            <translation>存储中同时保留多少个</translation>
        </message>
        <message>
            <source>AdamW</source>
            <translation>AdamW</translation>
        </message>
        <message>
            <source>AdamW, remainders</source>
            <translation>AdamW，只存余位</translation>
        </message>
        <message>
            <source>AdamW, BF16 moments</source>
            <translation>AdamW，BF16 动量</translation>
        </message>
        <message>
            <source>AdamW, FP8 moments</source>
            <translation>AdamW，FP8 动量</translation>
        </message>
        <message>
            <source>AdamW, all in BF16</source>
            <translation>AdamW，全部 BF16</translation>
        </message>
        <message>
            <source>AdamW, 8-bit moments</source>
            <translation>AdamW，8 位动量</translation>
        </message>
        <message>
            <source>AdamW, 8-bit, no main weights</source>
            <translation>AdamW，8 位，无主权重</translation>
        </message>
        <message>
            <source>Muon</source>
            <translation>Muon</translation>
        </message>
        <message>
            <source>AdaMuon</source>
            <translation>AdaMuon</translation>
        </message>
        <message>
            <source>16 bits</source>
            <translation>16 位</translation>
        </message>
        <message>
            <source>16 bits with 8-bit copies</source>
            <translation>16 位，另存 8 位副本</translation>
        </message>
        <message>
            <source>8 bits</source>
            <translation>8 位</translation>
        </message>
        <message>
            <source>32 bits, fully sharded</source>
            <translation>32 位，完全分片</translation>
        </message>
        <message>
            <source>optimiser states (ZeRO-1)</source>
            <translation>优化器状态（ZeRO-1）</translation>
        </message>
        <message>
            <source>everything (ZeRO-3)</source>
            <translation>全部（ZeRO-3）</translation>
        </message>
        <message>
            <source>states and gradients (ZeRO-2)</source>
            <translation>状态与梯度（ZeRO-2）</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>不分片</translation>
        </message>
        <message>
            <source>attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>feed-forward</source>
            <translation>前馈</translation>
        </message>
        <message>
            <source>experts</source>
            <translation>专家</translation>
        </message>
        <message>
            <source>the fastest</source>
            <translation>最快</translation>
        </message>
        <message>
            <source>{caption} of {name}: {value}</source>
            <translation>{name} 的{caption}：{value}</translation>
        </message>
        <message>
            <source>MTBF</source>
            <translation>MTBF</translation>
        </message>
        <message>
            <source>{caption}: {value}</source>
            <translation>{caption}：{value}</translation>
        </message>
        <message>
            <source>Checkpoint {checkpoint} ({kept} kept), written in {write}, every {interval}; restart {restart}; {mtbf} between stops; goodput {goodput}.</source>
            <translation>检查点 {checkpoint}（保留 {kept}），写入 {write}，间隔 {interval}；重启 {restart}；停顿间隔 {mtbf}；有效吞吐率 {goodput}。</translation>
        </message>
        <message>
            <source>rent on demand</source>
            <translation>按需租用</translation>
        </message>
        <message>
            <source>buy</source>
            <translation>购买</translation>
        </message>
        <message>
            <source>released</source>
            <translation>释放</translation>
        </message>
        <message>
            <source>held</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>lent</source>
            <translation>出借</translation>
        </message>
        <message>
            <source>rent {price}</source>
            <translation>租用 {price}</translation>
        </message>
        <message>
            <source>reserve {price}</source>
            <translation>预留 {price}</translation>
        </message>
        <message>
            <source>buy {price}</source>
            <translation>购买 {price}</translation>
        </message>
        <message>
            <source>owned, other use {price}</source>
            <translation>自有，其他用途 {price}</translation>
        </message>
        <message>
            <source>rent, no price</source>
            <translation>租用，无价格</translation>
        </message>
        <message>
            <source>reserve, no price</source>
            <translation>预留，无价格</translation>
        </message>
        <message>
            <source>buy, no price</source>
            <translation>购买，无价格</translation>
        </message>
        <message>
            <source>{price} per device</source>
            <translation>{price}/台</translation>
        </message>
        <message>
            <source>owned, use {price}</source>
            <translation>自有，他用 {price}</translation>
        </message>
        <message>
            <source>its 1-year rent</source>
            <translation>取其一年期租金</translation>
        </message>
        <message>
            <source>its rent</source>
            <translation>取其租价</translation>
        </message>
        <message>
            <source>lent at {share}</source>
            <translation>以 {share} 出借</translation>
        </message>
        <message>
            <source>until day {day}</source>
            <translation>至第 {day} 天</translation>
        </message>
        <message>
            <source>deadline {deadline}</source>
            <translation>期限 {deadline}</translation>
        </message>
        <message>
            <source>budget {money}</source>
            <translation>预算 {money}</translation>
        </message>
        <message>
            <source>limit {power}</source>
            <translation>限额 {power}</translation>
        </message>
        <message>
            <source>cap {cap}</source>
            <translation>上限 {cap}</translation>
        </message>
        <message>
            <source>{layer} above the cap of {cap}</source>
            <translation>{layer}超过上限 {cap}</translation>
        </message>
        <message>
            <source>{name}: {words}</source>
            <translation>{name}：{words}</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>输入项</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>值</translation>
        </message>
        <message>
            <source>May be</source>
            <translation>取值范围</translation>
        </message>
        <message>
            <source>All inputs</source>
            <translation>全部输入</translation>
        </message>
        <message>
            <source>Find an input: deadline, recourse, overlap …</source>
            <translation>查找输入项：deadline、recourse、overlap…</translation>
        </message>
        <message>
            <source>Find an input</source>
            <translation>查找输入项</translation>
        </message>
        <message>
            <source>The same names stand in plan files and after --set on the command line.</source>
            <translation>计划文件和命令行 --set 使用相同的名称。</translation>
        </message>
        <message>
            <source>Change {name}</source>
            <translation>更改 {name}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Accelerator card</source>
            <translation>加速器卡片</translation>
        </message>
        <message>
            <source>Figures of the accelerator</source>
            <translation>加速器数值</translation>
        </message>
        <message>
            <source>Sources</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Show the sources and the price observations below each line</source>
            <translation>在每一行下方显示来源和价格观测</translation>
        </message>
        <message>
            <source>Accelerators side by side</source>
            <translation>加速器并排比较</translation>
        </message>
        <message>
            <source>Price</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Keep in my catalogue, for other plans too</source>
            <translation>保存到我的目录，也用于其他计划</translation>
        </message>
        <message>
            <source>{caption} is empty; enter it.</source>
            <translation>{caption}为空；请输入。</translation>
        </message>
        <message>
            <source>{caption} is a count; enter a whole number above zero, or nothing where it is unknown.</source>
            <translation>{caption}是个数；请输入大于零的整数，未知则留空。</translation>
        </message>
        <message>
            <source>{caption} is no number above zero; enter it in {unit}, or nothing where it is unknown.</source>
            <translation>{caption}不是大于零的数；请以 {unit} 输入，未知则留空。</translation>
        </message>
        <message>
            <source>The price is no number above zero; enter it, or nothing.</source>
            <translation>价格不是大于零的数；请输入，或留空。</translation>
        </message>
        <message>
            <source>The source is empty; say where the figures come from.</source>
            <translation>来源为空；请说明数值从何而来。</translation>
        </message>
        <message>
            <source>per device-hour</source>
            <translation>每设备小时</translation>
        </message>
        <message>
            <source>per device, bought</source>
            <translation>每设备，购买</translation>
        </message>
        <message>
            <source>data sheet, quotation, address, date</source>
            <translation>数据表、报价、网址、日期</translation>
        </message>
        <message>
            <source>Kind of price</source>
            <translation>价格类型</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Add a price</source>
            <translation>添加价格</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Jurisdiction</source>
            <translation>管辖地</translation>
        </message>
        <message>
            <source>Software stack</source>
            <translation>软件栈</translation>
        </message>
        <message>
            <source>Foundry</source>
            <translation>代工厂</translation>
        </message>
        <message>
            <source>HBM supplier</source>
            <translation>HBM 供应商</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>Scale-up link</source>
            <translation>纵向扩展链路</translation>
        </message>
        <message>
            <source>Planning</source>
            <translation>可否规划</translation>
        </message>
        <message>
            <source>Peak rates</source>
            <translation>峰值速率</translation>
        </message>
        <message>
            <source>Rent</source>
            <translation>租金</translation>
        </message>
        <message>
            <source>Purchase</source>
            <translation>购买</translation>
        </message>
        <message>
            <source>Scale-up</source>
            <translation>纵向扩展</translation>
        </message>
        <message>
            <source>NIC</source>
            <translation>网卡</translation>
        </message>
        <message>
            <source>Power</source>
            <translation>功率</translation>
        </message>
        <message>
            <source>Made by</source>
            <translation>制造</translation>
        </message>
        <message>
            <source>Nodes</source>
            <translation>节点数</translation>
        </message>
        <message>
            <source>Software</source>
            <translation>软件</translation>
        </message>
        <message>
            <source>{figure}: {low} to {high} tokens/s between its low and its high</source>
            <translation>{figure}：在其低值与高值之间为 {low} 至 {high} 词元/秒</translation>
        </message>
        <message>
            <source>{figure} moves the rate most: {percent}</source>
            <translation>{figure}对速率影响最大：{percent}</translation>
        </message>
        <message>
            <source>{moves}; rank it as could-be</source>
            <translation>{moves}；排名仅供参考</translation>
        </message>
        <message>
            <source>Estimates</source>
            <translation>估计值</translation>
        </message>
        <message>
            <source>no {formats} units</source>
            <translation>无 {formats} 单元</translation>
        </message>
        <message>
            <source>no price known</source>
            <translation>没有已知价格</translation>
        </message>
        <message>
            <source>1 observation</source>
            <translation>1 条观测</translation>
        </message>
        <message>
            <source>{count} observations</source>
            <translation>{count} 条观测</translation>
        </message>
        <message>
            <source>{count} figures of yours</source>
            <translation>{count} 个您的数值</translation>
        </message>
        <message>
            <source>{letter} {grade} · {count} sources</source>
            <translation>{letter} {grade} · {count} 个来源</translation>
        </message>
        <message>
            <source>Catalogue</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>Name, supplier, “≥ 64 GB”, “fp8”</source>
            <translation>名称、供应商、“≥ 64 GB”、“fp8”</translation>
        </message>
        <message>
            <source>Words, number formats and comparisons with units: huawei fp8 ≥ 64 GB &lt; 700 W</source>
            <translation>可用词语、数值格式和带单位的比较：huawei fp8 ≥ 64 GB &lt; 700 W</translation>
        </message>
        <message>
            <source>Search the catalogue</source>
            <translation>搜索目录</translation>
        </message>
        <message>
            <source>Plan with stated estimates (~)</source>
            <translation>采用注明的估计值进行规划（~）</translation>
        </message>
        <message>
            <source>Where nobody prints a figure, a stated range stands in for it, marked, and widens the bands. Off: what is unknown has to be entered first.</source>
            <translation>没有公布的数据以注明的区间代替，加以标记，并使误差带变宽。关闭时：未知数据须先输入。</translation>
        </message>
        <message>
            <source>Plan with estimates</source>
            <translation>采用估计值规划</translation>
        </message>
        <message>
            <source>Plan without estimates</source>
            <translation>不采用估计值规划</translation>
        </message>
        <message>
            <source>{count} accelerators</source>
            <translation>{count} 款加速器</translation>
        </message>
        <message>
            <source>{shown} of {count} accelerators</source>
            <translation>{shown} / {count} 款加速器</translation>
        </message>
        <message>
            <source>has no {asked} units; trains in {taken}</source>
            <translation>没有 {asked} 单元；以 {taken} 训练</translation>
        </message>
        <message>
            <source>its {asked} rate is unknown; trains in {taken}</source>
            <translation>其 {asked} 速率未知；以 {taken} 训练</translation>
        </message>
        <message>
            <source>Accelerator</source>
            <translation>加速器</translation>
        </message>
        <message>
            <source>Supplier's symbol and name</source>
            <translation>供应商符号与名称</translation>
        </message>
        <message>
            <source>{precision}
TF/s</source>
            <translation>{precision}
TF/s</translation>
        </message>
        <message>
            <source>Dense {precision} peak rate, TFLOP/s</source>
            <translation>稠密 {precision} 峰值速率，TFLOP/s</translation>
        </message>
        <message>
            <source>the plan's number format; ~ is the middle of an estimate</source>
            <translation>规划所用的数值格式；~ 表示估计区间的中值</translation>
        </message>
        <message>
            <source>Rent of one device for an hour</source>
            <translation>单设备每小时租金</translation>
        </message>
        <message>
            <source>the price the plan would take</source>
            <translation>计划将采用的价格</translation>
        </message>
        <message>
            <source>Whether it can be planned</source>
            <translation>能否规划</translation>
        </message>
        <message>
            <source>✓ on stated figures, ~ with stated estimates, ! not before the missing figures are entered</source>
            <translation>✓ 依据公布数据，~ 依据注明的估计值，! 须先输入缺少的数据</translation>
        </message>
        <message>
            <source>Ev.</source>
            <translation>级</translation>
        </message>
        <message>
            <source>Evidence grade of the weakest figure that predictions rest on</source>
            <translation>预测所依赖的最弱数值的依据等级</translation>
        </message>
        <message>
            <source>A measured, B published by the supplier, C press, D estimate</source>
            <translation>A 实测，B 供应商公布，C 媒体报道，D 估计</translation>
        </message>
        <message>
            <source>Year</source>
            <translation>年份</translation>
        </message>
        <message>
            <source>Year of release</source>
            <translation>发布年份</translation>
        </message>
        <message>
            <source>At the site</source>
            <translation>在该站点</translation>
        </message>
        <message>
            <source>Number format</source>
            <translation>数值格式</translation>
        </message>
        <message>
            <source>Can be planned</source>
            <translation>可否规划</translation>
        </message>
        <message>
            <source>ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>with estimates</source>
            <translation>含估计值</translation>
        </message>
        <message>
            <source>needs figures</source>
            <translation>缺少数据</translation>
        </message>
        <message>
            <source>at this site</source>
            <translation>本站点可用</translation>
        </message>
        <message>
            <source>Accelerators that the export rules in force do not bar from {site}, by arithmetic on stated figures; this is not legal advice.</source>
            <translation>按公开数值计算，现行出口管制规则未禁止在{site}使用的加速器；并非法律意见。</translation>
        </message>
        <message>
            <source>Accelerators of {name}.</source>
            <translation>{name} 的加速器。</translation>
        </message>
        <message>
            <source>Accelerators whose supplier falls under the jurisdiction of {name}.</source>
            <translation>供应商受{name}管辖的加速器。</translation>
        </message>
        <message>
            <source>Accelerators with a known dense {precision} rate.</source>
            <translation>已知 {precision} 稠密速率的加速器。</translation>
        </message>
        <message>
            <source>Accelerators with at least {gib} GB of memory.</source>
            <translation>显存不少于 {gib} GB 的加速器。</translation>
        </message>
        <message>
            <source>Accelerators whose weakest load-bearing figure is {grade}.</source>
            <translation>最弱关键数值的依据等级为“{grade}”的加速器。</translation>
        </message>
        <message>
            <source>Accelerators that can be planned on stated figures alone.</source>
            <translation>仅凭公布数据即可规划的加速器。</translation>
        </message>
        <message>
            <source>Accelerators that are planned with stated estimates, marked.</source>
            <translation>采用注明的估计值规划的加速器，已标记。</translation>
        </message>
        <message>
            <source>Accelerators that cannot be planned before a figure is entered.</source>
            <translation>须先输入数据才能规划的加速器。</translation>
        </message>
        <message>
            <source>Accelerators</source>
            <translation>加速器</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <source>No accelerator matches the search and the filters.</source>
            <translation>没有加速器符合搜索和筛选条件。</translation>
        </message>
        <message>
            <source>Show all accelerators</source>
            <translation>显示所有加速器</translation>
        </message>
        <message>
            <source>Catalogue update</source>
            <translation>目录更新</translation>
        </message>
        <message>
            <source>Take the new figures into this plan too (its prices stay)</source>
            <translation>同时把新数据用于本计划（其价格不变）</translation>
        </message>
        <message>
            <source>From the catalogue of {before} to that of {after}.</source>
            <translation>从 {before} 的目录到 {after} 的目录。</translation>
        </message>
        <message>
            <source>{count} changes, {own} of them in this plan.</source>
            <translation>共 {count} 处改动，其中 {own} 处涉及本计划。</translation>
        </message>
        <message>
            <source>What the update changes</source>
            <translation>更新的改动</translation>
        </message>
        <message>
            <source>Take the update</source>
            <translation>采用更新</translation>
        </message>
        <message>
            <source>What changes</source>
            <translation>改动内容</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>改前</translation>
        </message>
        <message>
            <source>After</source>
            <translation>改后</translation>
        </message>
        <message>
            <source>In this plan</source>
            <translation>本计划</translation>
        </message>
        <message>
            <source>{size} ({usable} usable)</source>
            <translation>{size}（可用 {usable}）</translation>
        </message>
        <message>
            <source>The plan's figures and the program's</source>
            <translation>计划的数值与程序的数值</translation>
        </message>
        <message>
            <source>In the plan (catalogue of {date})</source>
            <translation>计划中（{date} 的目录）</translation>
        </message>
        <message>
            <source>In the program (catalogue of {date})</source>
            <translation>程序中（{date} 的目录）</translation>
        </message>
        <message>
            <source>The plan is computed on its own figures. Your own figures and all prices stay whichever you choose.</source>
            <translation>计划按其自身的数值计算。无论如何选择，您自己的数值和所有价格都保持不变。</translation>
        </message>
        <message>
            <source>Take the program's figures</source>
            <translation>采用程序的数值</translation>
        </message>
        <message>
            <source>Keep the plan's figures</source>
            <translation>保留计划的数值</translation>
        </message>
        <message>
            <source>Figures that differ</source>
            <translation>不同的数值</translation>
        </message>
        <message>
            <source>More filters</source>
            <translation>更多筛选</translation>
        </message>
        <message>
            <source>More filters: suppliers, jurisdictions, number formats, memory, evidence</source>
            <translation>更多筛选：供应商、管辖地、数值格式、显存、依据</translation>
        </message>
        <message>
            <source>Take all filters away</source>
            <translation>清除所有筛选</translation>
        </message>
        <message>
            <source>China</source>
            <translation>中国</translation>
        </message>
        <message>
            <source>United States</source>
            <translation>美国</translation>
        </message>
        <message>
            <source>Canada</source>
            <translation>加拿大</translation>
        </message>
        <message>
            <source>Germany</source>
            <translation>德国</translation>
        </message>
        <message>
            <source>Finland</source>
            <translation>芬兰</translation>
        </message>
        <message>
            <source>France</source>
            <translation>法国</translation>
        </message>
        <message>
            <source>United Kingdom</source>
            <translation>英国</translation>
        </message>
        <message>
            <source>India</source>
            <translation>印度</translation>
        </message>
        <message>
            <source>Japan</source>
            <translation>日本</translation>
        </message>
        <message>
            <source>South Korea</source>
            <translation>韩国</translation>
        </message>
        <message>
            <source>Malaysia</source>
            <translation>马来西亚</translation>
        </message>
        <message>
            <source>Netherlands</source>
            <translation>荷兰</translation>
        </message>
        <message>
            <source>Singapore</source>
            <translation>新加坡</translation>
        </message>
        <message>
            <source>United Arab Emirates</source>
            <translation>阿联酋</translation>
        </message>
        <message>
            <source>available</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>at most {count} devices</source>
            <translation>至多 {count} 个设备</translation>
        </message>
        <message>
            <source>not available</source>
            <translation>不可用</translation>
        </message>
        <message>
            <source>Exploring obeys your mark, whatever the rules' arithmetic says.</source>
            <translation>探索遵从您的标记，无论按规则推算的结果如何。</translation>
        </message>
        <message>
            <source>Your mark</source>
            <translation>您的标记</translation>
        </message>
        <message>
            <source>None of the rules held in the catalogue names this device and this site; newer rules may.</source>
            <translation>目录所载规则均未涉及此设备与此站点；更新的规则可能涉及。</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>not covered by the rules held for {site}</source>
            <translation>所收录的规则未涵盖{site}</translation>
        </message>
        <message>
            <source>{rule}
{date} · {source} ({sure})
Arithmetic, not legal advice.</source>
            <translation>{rule}
{date} · {source}（{sure}）
仅为计算结果，并非法律意见。</translation>
        </message>
        <message>
            <source>Cluster</source>
            <translation>集群</translation>
        </message>
        <message>
            <source>1 node group</source>
            <translation>1 个节点组</translation>
        </message>
        <message>
            <source>{count} node groups</source>
            <translation>{count} 个节点组</translation>
        </message>
        <message>
            <source>Node groups</source>
            <translation>节点组</translation>
        </message>
        <message>
            <source>Totals of the cluster</source>
            <translation>集群合计</translation>
        </message>
        <message>
            <source>devices</source>
            <translation>设备</translation>
        </message>
        <message>
            <source> A figure of at least one group is unknown and left out of this sum.</source>
            <translation>至少一个组的某项数值未知，未计入此合计。</translation>
        </message>
        <message>
            <source>Accelerators in the cluster.</source>
            <translation>集群中的加速器数量。</translation>
        </message>
        <message>
            <source>Sum of the dense peak rates at the run's number format.</source>
            <translation>按本次运行数值格式的稠密峰值速率之和。</translation>
        </message>
        <message>
            <source>Sum of the accelerators' memory (decimal bytes).</source>
            <translation>加速器显存之和（十进制字节）。</translation>
        </message>
        <message>
            <source>Sum of the node designs' power; where a design states none, of the accelerators' TDP.</source>
            <translation>节点设计功率之和；设计未给出时取加速器 TDP。</translation>
        </message>
        <message>
            <source>Price of all groups for an hour: rent, and what is bought by its terms.</source>
            <translation>所有节点组每小时的价格：租金，以及按条款计算的购买部分。</translation>
        </message>
        <message>
            <source>Change the nodes</source>
            <translation>更改节点数</translation>
        </message>
        <message>
            <source>Change the terms and the price</source>
            <translation>更改条款与价格</translation>
        </message>
        <message>
            <source>Change the node design</source>
            <translation>更改节点设计</translation>
        </message>
        <message>
            <source>Change what exploring may vary</source>
            <translation>更改探索范围</translation>
        </message>
        <message>
            <source>The price of other use is filled in: what such devices rent for, by contract over a year where that is known. Type your own, such as “owned 1.20”, or “owned 0” where they would stand idle.</source>
            <translation>其他用途的价格是预填的：此类设备的租价，如已知则取一年期合同价。请输入您自己的价格，如“自有 1.20”；若设备本会闲置，则输入“自有 0”。</translation>
        </message>
        <message>
            <source>{range} by {step}</source>
            <translation>{range} / {step}</translation>
        </message>
        <message>
            <source>Change node design of {name}</source>
            <translation>更改 {name} 的节点设计</translation>
        </message>
        <message>
            <source>Explore {name} between {low} and {high} nodes</source>
            <translation>在 {low} 至 {high} 个节点之间探索 {name}</translation>
        </message>
        <message>
            <source>the accelerator’s own figures</source>
            <translation>加速器自身的数值</translation>
        </message>
        <message>
            <source>Node</source>
            <translation>节点型号</translation>
        </message>
        <message>
            <source>Node design: devices, scale-up domain, NICs and power of one node</source>
            <translation>节点设计：一个节点的设备、纵向扩展域、网卡与功率</translation>
        </message>
        <message>
            <source>its own figures</source>
            <translation>自身数值</translation>
        </message>
        <message>
            <source>Nodes of this group</source>
            <translation>该组的节点数</translation>
        </message>
        <message>
            <source>Type a whole number of nodes, from 0 to {most}</source>
            <translation>请输入 0 到 {most} 之间的整数节点数</translation>
        </message>
        <message>
            <source>Devices</source>
            <translation>设备数</translation>
        </message>
        <message>
            <source>Accelerators of this group</source>
            <translation>该组的加速器数</translation>
        </message>
        <message>
            <source>Terms</source>
            <translation>条款</translation>
        </message>
        <message>
            <source>How the devices are had, at what price, and who pays while they wait; Enter opens the terms</source>
            <translation>设备的取得方式、价格，以及空闲时由谁付费；按 Enter 打开条款</translation>
        </message>
        <message>
            <source>Scale-out rate of one device, one direction</source>
            <translation>单设备单向的横向扩展速率</translation>
        </message>
        <message>
            <source>Explore between</source>
            <translation>探索范围</translation>
        </message>
        <message>
            <source>Fewest and most nodes that Explore mixes may give this group, and the step: 0 – 192 by 8</source>
            <translation>“探索组合”可分配给该组的最少与最多节点数及步长：0 – 192 / 8</translation>
        </message>
        <message>
            <source>Node design</source>
            <translation>节点设计</translation>
        </message>
        <message>
            <source>“{value}” is not understood here. {tip}.</source>
            <translation>无法理解“{value}”。{tip}。</translation>
        </message>
        <message>
            <source>Move {name}</source>
            <translation>移动 {name}</translation>
        </message>
        <message>
            <source>No accelerators yet. Choose one in the catalogue and press Enter, double-click it, or drag it here.</source>
            <translation>尚无加速器。请在目录中选择一款，按回车键、双击，或拖到此处。</translation>
        </message>
        <message>
            <source>No room for: {columns}</source>
            <translation>没有位置显示：{columns}</translation>
        </message>
        <message>
            <source>device to device</source>
            <translation>设备直连</translation>
        </message>
        <message>
            <source>through the host</source>
            <translation>经由主机</translation>
        </message>
        <message>
            <source>wide area</source>
            <translation>广域网</translation>
        </message>
        <message>
            <source>Inter-pool link</source>
            <translation>池间互联</translation>
        </message>
        <message>
            <source>How traffic between pools travels</source>
            <translation>资源池之间的流量如何传输</translation>
        </message>
        <message>
            <source>Inter-pool link, pairs: {count}</source>
            <translation>池间互联，{count} 对自设</translation>
        </message>
        <message>
            <source>Between</source>
            <translation>之间</translation>
        </message>
        <message>
            <source>Two pools, or any two that have no link of their own</source>
            <translation>两个资源池，或任意两个没有自设互联的资源池</translation>
        </message>
        <message>
            <source>Traffic goes</source>
            <translation>流量路径</translation>
        </message>
        <message>
            <source>Which way traffic between pools takes</source>
            <translation>资源池之间的流量走哪条路径</translation>
        </message>
        <message>
            <source>Bandwidth</source>
            <translation>带宽</translation>
        </message>
        <message>
            <source>One direction, over all NICs of the link together, in Gbit/s</source>
            <translation>单向，池间互联上所有网卡合计，单位 Gbit/s</translation>
        </message>
        <message>
            <source>Latency</source>
            <translation>时延</translation>
        </message>
        <message>
            <source>Of one message, in milliseconds</source>
            <translation>一条消息的时延，单位毫秒</translation>
        </message>
        <message>
            <source>as between any two pools</source>
            <translation>与任意两个资源池之间相同</translation>
        </message>
        <message>
            <source>Change inter-pool link</source>
            <translation>更改池间互联</translation>
        </message>
        <message>
            <source>Change link between {first} and {second}</source>
            <translation>更改 {first} 与 {second} 之间的互联</translation>
        </message>
        <message>
            <source>any two pools</source>
            <translation>任意两个资源池</translation>
        </message>
        <message>
            <source>{pair}, not in the plan</source>
            <translation>{pair}，不在计划中</translation>
        </message>
        <message>
            <source>may take part</source>
            <translation>可以参与</translation>
        </message>
        <message>
            <source>must take part</source>
            <translation>必须参与</translation>
        </message>
        <message>
            <source>must not take part</source>
            <translation>不得参与</translation>
        </message>
        <message>
            <source>Limits</source>
            <translation>限制</translation>
        </message>
        <message>
            <source>What the plan and Explore mixes have to keep</source>
            <translation>方案与“探索组合”须遵守的条件</translation>
        </message>
        <message>
            <source>Limits: {count}</source>
            <translation>限制：{count}</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>预算</translation>
        </message>
        <message>
            <source>The most that the whole run may cost; empty for no limit</source>
            <translation>整次训练的最高成本；留空表示不限</translation>
        </message>
        <message>
            <source>Deadline</source>
            <translation>期限</translation>
        </message>
        <message>
            <source>Days within which the run has to end, the same here and in the workload; empty for none</source>
            <translation>训练必须在多少天内完成，此处与工作负载中为同一个值；留空表示没有期限</translation>
        </message>
        <message>
            <source>The most power that the cluster may draw at once, in MW; empty for no limit</source>
            <translation>集群同一时刻的最大功率，单位 MW；留空表示不限</translation>
        </message>
        <message>
            <source>obeyed</source>
            <translation>遵守</translation>
        </message>
        <message>
            <source>switched off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Export rules</source>
            <translation>出口管制</translation>
        </message>
        <message>
            <source>Whether exploring leaves out what the rules put under a presumption of denial at the site</source>
            <translation>探索时是否排除按规则在该地点推定拒绝的设备</translation>
        </message>
        <message>
            <source>Headquarters</source>
            <translation>总部</translation>
        </message>
        <message>
            <source>The country of the team's ultimate parent: the export rules look at it too</source>
            <translation>团队最终母公司所在国家：出口管制也会考虑</translation>
        </message>
        <message>
            <source>Most on one {layer}</source>
            <translation>单一 {layer} 上限</translation>
        </message>
        <message>
            <source>Largest share of one name, in per cent; best shares keep it; empty for no cap</source>
            <translation>单一名称的最大份额，以百分数计；最优份额会遵守；留空表示无上限</translation>
        </message>
        <message>
            <source>no limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>Most HHI of suppliers</source>
            <translation>供应商 HHI 上限</translation>
        </message>
        <message>
            <source>Sum of the squares of the suppliers' shares in per cent, in points: 10,000 is one supplier, 5,000 two equal ones; best shares keep it; empty for no limit</source>
            <translation>各供应商份额（百分数）的平方和，以点计：10,000 点为单一供应商，5,000 点为两家均分；最优份额会遵守此上限；留空则不限</translation>
        </message>
        <message>
            <source>as the site</source>
            <translation>同站点</translation>
        </message>
        <message>
            <source>Whether explored fleets use accelerators of {supplier}</source>
            <translation>探索的机群是否使用 {supplier} 的加速器</translation>
        </message>
        <message>
            <source>no cap</source>
            <translation>无上限</translation>
        </message>
        <message>
            <source>{count} points</source>
            <translation>{count} 点</translation>
        </message>
        <message>
            <source>the baseline's</source>
            <translation>基准的软件栈</translation>
        </message>
        <message>
            <source>How the pools train together</source>
            <translation>资源池如何共同训练</translation>
        </message>
        <message>
            <source>How the pools train together. {reason}</source>
            <translation>资源池如何共同训练。{reason}</translation>
        </message>
        <message>
            <source>{count} hours</source>
            <translation>{count} 小时</translation>
        </message>
        <message>
            <source>by effort</source>
            <translation>按工作量</translation>
        </message>
        <message>
            <source>by the number of copies</source>
            <translation>按副本数</translation>
        </message>
        <message>
            <source>Caps of suppliers, deadline, HHI: in Limits…</source>
            <translation>供应商上限、期限、HHI：见“限制”…</translation>
        </message>
        <message>
            <source>Way of working</source>
            <translation>工作方式</translation>
        </message>
        <message>
            <source>Auto takes the cheapest that ends by the deadline</source>
            <translation>自动选取能按期结束的最便宜方式</translation>
        </message>
        <message>
            <source>Division</source>
            <translation>分配</translation>
        </message>
        <message>
            <source>Who divides the tokens: the way, the planner at its best, or you</source>
            <translation>由谁分配词元：工作方式、规划器求最优，或您自己</translation>
        </message>
        <message>
            <source>May wait</source>
            <translation>可以等待</translation>
        </message>
        <message>
            <source>Whether work may wait for a cheaper pool</source>
            <translation>是否可以等待更便宜的资源池</translation>
        </message>
        <message>
            <source>First stack</source>
            <translation>起始软件栈</translation>
        </message>
        <message>
            <source>The software stack that needs no porting; without a baseline the one with most tokens</source>
            <translation>无需移植的软件栈；没有基准时为训练词元最多的软件栈</translation>
        </message>
        <message>
            <source>Stop at a takeover</source>
            <translation>交接停顿</translation>
        </message>
        <message>
            <source>Restart and numerical alignment when a pool takes over, in hours</source>
            <translation>资源池接手时的重启与数值对齐，以小时计</translation>
        </message>
        <message>
            <source>Porting cost</source>
            <translation>移植成本</translation>
        </message>
        <message>
            <source>Paid once for each further software stack; empty: by the effort</source>
            <translation>每增加一个软件栈支付一次；留空则按工作量计</translation>
        </message>
        <message>
            <source>Overlap</source>
            <translation>重叠</translation>
        </message>
        <message>
            <source>Share of backward that hides the gradient exchange, in per cent</source>
            <translation>反向计算中可掩盖梯度交换的比例，以百分数计</translation>
        </message>
        <message>
            <source>Inner steps</source>
            <translation>内层步数</translation>
        </message>
        <message>
            <source>Local SGD: steps between two exchanges</source>
            <translation>本地 SGD：两次交换之间的步数</translation>
        </message>
        <message>
            <source>Bytes a parameter</source>
            <translation>每参数字节</translation>
        </message>
        <message>
            <source>Local SGD: what an exchange sends of each parameter</source>
            <translation>本地 SGD：一次交换中每个参数传输的字节数</translation>
        </message>
        <message>
            <source>Hidden exchange</source>
            <translation>被掩盖的交换</translation>
        </message>
        <message>
            <source>Local SGD: part of a round that hides the exchange</source>
            <translation>本地 SGD：一轮中可掩盖交换的比例</translation>
        </message>
        <message>
            <source>Tokens that count</source>
            <translation>有效词元</translation>
        </message>
        <message>
            <source>Local SGD: of those trained, in per cent; empty: assumed</source>
            <translation>本地 SGD：占已训练词元的百分数；留空则采用假定值</translation>
        </message>
        <message>
            <source>Share of the tokens, in per cent; shares count against their sum</source>
            <translation>词元份额，以百分数计；按各份额之和折算</translation>
        </message>
        <message>
            <source>Together</source>
            <translation>合计</translation>
        </message>
        <message>
            <source>The sum of the shares, in per cent</source>
            <translation>份额之和，以百分比计</translation>
        </message>
        <message>
            <source>{sum}, taken in proportion</source>
            <translation>{sum}，按比例计</translation>
        </message>
        <message>
            <source>There is no amount; type “rent 1.80”, “reserve 2.10”, “buy 17000” or “owned”.</source>
            <translation>没有金额；请输入“租用 1.80”、“预留 2.10”、“购买 17000”或“自有”。</translation>
        </message>
        <message>
            <source>There are several amounts; type one, such as “rent 1.80”.</source>
            <translation>有多个金额；请只输入一个，如“租用 1.80”。</translation>
        </message>
        <message>
            <source>“{amount}” is no price; type a number of zero or more, such as “1.80”.</source>
            <translation>“{amount}”不是价格；请输入不小于零的数字，如“1.80”。</translation>
        </message>
        <message>
            <source>Rent, reserve, buy or owned: type one of these words.</source>
            <translation>租用、预留、购买或自有：请只输入其中一个。</translation>
        </message>
        <message>
            <source>“{word}” is neither a word for a price nor a currency with a rate in this plan.</source>
            <translation>“{word}”既不是价格用语，也不是本计划中有汇率的货币。</translation>
        </message>
        <message>
            <source>A purchase is paid per device; type “buy 17000”, or “rent 1.80/h” for a rent.</source>
            <translation>购买按设备付费；请输入“购买 17000”，若为租用则输入“租用 1.80/小时”。</translation>
        </message>
        <message>
            <source>A rent is paid per device-hour; type “rent 1.80/h”, or “buy 17000” for a purchase.</source>
            <translation>租用按设备小时付费；请输入“租用 1.80/小时”，若为购买则输入“购买 17000”。</translation>
        </message>
        <message>
            <source>Life</source>
            <translation>使用年限</translation>
        </message>
        <message>
            <source>Years in use before sale or scrap</source>
            <translation>出售或报废前的使用年数</translation>
        </message>
        <message>
            <source>years</source>
            <translation>年</translation>
        </message>
        <message>
            <source>Discount rate</source>
            <translation>折现率</translation>
        </message>
        <message>
            <source>Per year, in per cent</source>
            <translation>每年，以百分比计</translation>
        </message>
        <message>
            <source>Residual value</source>
            <translation>残值</translation>
        </message>
        <message>
            <source>What is left of the capital at the end of its life, in per cent</source>
            <translation>使用年限结束时剩余的资本，以百分比计</translation>
        </message>
        <message>
            <source>Utilisation</source>
            <translation>利用率</translation>
        </message>
        <message>
            <source>Share of all hours that do paid work, in per cent</source>
            <translation>用于付费工作的小时所占比例，以百分比计</translation>
        </message>
        <message>
            <source>Maintenance and staff</source>
            <translation>维护与人员</translation>
        </message>
        <message>
            <source>Share of the capital per year, in per cent</source>
            <translation>每年占资本的比例，以百分比计</translation>
        </message>
        <message>
            <source>Server overhead</source>
            <translation>服务器附加成本</translation>
        </message>
        <message>
            <source>What the rest of a server costs, in per cent of its accelerators</source>
            <translation>服务器其余部分的成本，占其加速器的百分比</translation>
        </message>
        <message>
            <source>Network share</source>
            <translation>网络份额</translation>
        </message>
        <message>
            <source>The network's share of the whole hardware, in per cent</source>
            <translation>网络占全部硬件的份额，以百分比计</translation>
        </message>
        <message>
            <source>Load</source>
            <translation>负载</translation>
        </message>
        <message>
            <source>Mean over rated power, in per cent</source>
            <translation>平均功率与额定功率之比，以百分比计</translation>
        </message>
        <message>
            <source>PUE</source>
            <translation>PUE</translation>
        </message>
        <message>
            <source>Total power of the site over that of its servers</source>
            <translation>站点总功率与服务器功率之比</translation>
        </message>
        <message>
            <source>Purchase, energy</source>
            <translation>购置与能源参数</translation>
        </message>
        <message>
            <source>Terms of what is bought, and of energy</source>
            <translation>购置与能源的参数</translation>
        </message>
        <message>
            <source>Price per kWh</source>
            <translation>每千瓦时价格</translation>
        </message>
        <message>
            <source>In the plan's currency; rent includes energy</source>
            <translation>以计划的货币计；租金已含能源</translation>
        </message>
        <message>
            <source>Carbon of the grid</source>
            <translation>电网碳强度</translation>
        </message>
        <message>
            <source>kg of CO₂-equivalent per kWh at the site</source>
            <translation>站点每千瓦时的 CO₂ 当量（千克）</translation>
        </message>
        <message>
            <source>Embodied carbon</source>
            <translation>隐含碳</translation>
        </message>
        <message>
            <source>kg of CO₂-equivalent to make one device; unknown is not counted</source>
            <translation>制造一个设备的 CO₂ 当量（千克）；未知则不计入</translation>
        </message>
        <message>
            <source>Porting, FTE-months</source>
            <translation>移植，人月</translation>
        </message>
        <message>
            <source>Work of a second software stack: 6 to 60</source>
            <translation>第二个软件栈的工作量：6 至 60</translation>
        </message>
        <message>
            <source>Cost of an FTE-month</source>
            <translation>每人月成本</translation>
        </message>
        <message>
            <source>Loaded, in the plan's currency</source>
            <translation>含各项附加成本，以计划的货币计</translation>
        </message>
        <message>
            <source>Change terms of purchase and energy</source>
            <translation>更改购置与能源参数</translation>
        </message>
        <message>
            <source>Change price of energy</source>
            <translation>更改能源价格</translation>
        </message>
        <message>
            <source>Change porting effort</source>
            <translation>更改移植工作量</translation>
        </message>
        <message>
            <source>How the selected node group is had</source>
            <translation>所选节点组的取得方式</translation>
        </message>
        <message>
            <source>Terms of a node group</source>
            <translation>节点组条款</translation>
        </message>
        <message>
            <source>no end</source>
            <translation>无结束日</translation>
        </message>
        <message>
            <source>as had: {waiting}</source>
            <translation>按取得方式：{waiting}</translation>
        </message>
        <message>
            <source>choose a price observed…</source>
            <translation>选择观测到的价格…</translation>
        </message>
        <message>
            <source>buy: {offer}</source>
            <translation>购买：{offer}</translation>
        </message>
        <message>
            <source>as the plan: {precision}</source>
            <translation>与计划相同：{precision}</translation>
        </message>
        <message>
            <source>Type “rent 1.80”, “reserve 2.10”, “buy 17000”, “owned”, or an amount alone; the word wins</source>
            <translation>输入“租用 1.80”、“预留 2.10”、“购买 17000”、“自有”，或只输入金额；以输入的用语为准</translation>
        </message>
        <message>
            <source>Node group</source>
            <translation>节点组</translation>
        </message>
        <message>
            <source>The node group whose terms are shown</source>
            <translation>所显示条款的节点组</translation>
        </message>
        <message>
            <source>What</source>
            <translation>方式</translation>
        </message>
        <message>
            <source>How the devices are had</source>
            <translation>设备的取得方式</translation>
        </message>
        <message>
            <source>Observed</source>
            <translation>观测价格</translation>
        </message>
        <message>
            <source>Prices observed of this accelerator, with their source and date</source>
            <translation>该加速器的观测价格，附来源与日期</translation>
        </message>
        <message>
            <source>While it waits</source>
            <translation>空闲时</translation>
        </message>
        <message>
            <source>Who pays on days on which the group does not train</source>
            <translation>节点组不训练的日子由谁付费</translation>
        </message>
        <message>
            <source>Other work pays</source>
            <translation>其他工作支付</translation>
        </message>
        <message>
            <source>Share of the price while it is lent, in per cent</source>
            <translation>出借期间承担的价格比例，以百分数计</translation>
        </message>
        <message>
            <source>The first day; day 0 is the plan's start</source>
            <translation>第一天；第 0 天为计划开始</translation>
        </message>
        <message>
            <source>Until day</source>
            <translation>结束日</translation>
        </message>
        <message>
            <source>The group is had to the end of this day; empty for no end</source>
            <translation>节点组可用至该日结束；留空表示无结束日</translation>
        </message>
        <message>
            <source>Upkeep per hour</source>
            <translation>每小时维护</translation>
        </message>
        <message>
            <source>Upkeep and staff of one owned device, in the plan's currency</source>
            <translation>一台自有设备的维护与人员费用，以计划货币计</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>Number format that the group's pool trains in</source>
            <translation>该节点组所属资源池训练所用的数值格式</translation>
        </message>
        <message>
            <source>The last day has to come after the first one.</source>
            <translation>结束日必须晚于起始日。</translation>
        </message>
        <message>
            <source>Change terms of {name}</source>
            <translation>更改 {name} 的条款</translation>
        </message>
        <message>
            <source>per device</source>
            <translation>每台设备</translation>
        </message>
        <message>
            <source>{price} {currency} {unit} is more than three times off what was observed ({observed} {currency}). Is it meant so?</source>
            <translation>{unit} {price} {currency} 与观测价格（{observed} {currency}）相差三倍以上。确实如此吗？</translation>
        </message>
        <message>
            <source>Library</source>
            <translation>团队库</translation>
        </message>
        <message>
            <source>Keep it in the keyring</source>
            <translation>保存到密钥环</translation>
        </message>
        <message>
            <source>What the library has</source>
            <translation>团队库的内容</translation>
        </message>
        <message>
            <source>Connect</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Save a copy…</source>
            <translation>保存副本…</translation>
        </message>
        <message>
            <source>Versions…</source>
            <translation>版本…</translation>
        </message>
        <message>
            <source>Publish this plan…</source>
            <translation>发布此计划…</translation>
        </message>
        <message>
            <source>Publish a file…</source>
            <translation>发布文件…</translation>
        </message>
        <message>
            <source>{count} entries</source>
            <translation>{count} 个条目</translation>
        </message>
        <message>
            <source>1 entry</source>
            <translation>1 个条目</translation>
        </message>
        <message>
            <source>{words}, {more} more</source>
            <translation>{words}，另有 {more} 个</translation>
        </message>
        <message>
            <source>Address of the library</source>
            <translation>团队库的地址</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>from the keyring or the environment</source>
            <translation>来自密钥环或环境变量</translation>
        </message>
        <message>
            <source>Words to search for</source>
            <translation>要搜索的词</translation>
        </message>
        <message>
            <source>name, author, reason, shape, accelerator</source>
            <translation>名称、作者、理由、结构、加速器</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Every kind</source>
            <translation>所有类型</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Team library</source>
            <translation>团队库</translation>
        </message>
        <message>
            <source>you</source>
            <translation>您</translation>
        </message>
        <message>
            <source>they</source>
            <translation>对方</translation>
        </message>
        <message>
            <source>both alike</source>
            <translation>双方相同</translation>
        </message>
        <message>
            <source>both, otherwise</source>
            <translation>双方不同</translation>
        </message>
        <message>
            <source>Published meanwhile</source>
            <translation>期间已有他人发布</translation>
        </message>
        <message>
            <source>“{name}” is at version {version} by now: {author} published it ({reason}). Yours is not published.</source>
            <translation>“{name}”现在已是第 {version} 版：由 {author} 发布（{reason}）。您的版本没有发布。</translation>
        </message>
        <message>
            <source>Yours</source>
            <translation>您的</translation>
        </message>
        <message>
            <source>Theirs</source>
            <translation>对方的</translation>
        </message>
        <message>
            <source>Changed by</source>
            <translation>更改者</translation>
        </message>
        <message>
            <source>What both changed</source>
            <translation>双方的更改</translation>
        </message>
        <message>
            <source>Publish mine after it</source>
            <translation>在其后发布我的版本</translation>
        </message>
        <message>
            <source>Open theirs</source>
            <translation>打开对方的版本</translation>
        </message>
        <message>
            <source>Publish in the library</source>
            <translation>发布到团队库</translation>
        </message>
        <message>
            <source>Name of the entry</source>
            <translation>条目名称</translation>
        </message>
        <message>
            <source>What changed and why</source>
            <translation>更改了什么以及为什么</translation>
        </message>
        <message>
            <source>catalogue</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>shapes</source>
            <translation>结构</translation>
        </message>
        <message>
            <source>prices</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>By</source>
            <translation>作者</translation>
        </message>
        <message>
            <source>At</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Versions of {name}</source>
            <translation>{name} 的版本</translation>
        </message>
        <message>
            <source>Node designs</source>
            <translation>节点设计</translation>
        </message>
        <message>
            <source>Offers</source>
            <translation>报价</translation>
        </message>
        <message>
            <source>Prices</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Measured runs</source>
            <translation>实测运行</translation>
        </message>
        <message>
            <source>Transformer shape</source>
            <translation>Transformer 结构</translation>
        </message>
        <message>
            <source>Your own data</source>
            <translation>您自己的数据</translation>
        </message>
        <message>
            <source>Entries</source>
            <translation>条目</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>Entries go into a CSV or TOML file and come back from one; what a file would change is shown first.</source>
            <translation>条目可导出到 CSV 或 TOML 文件并从中导入；会先显示文件将更改什么。</translation>
        </message>
        <message>
            <source>What {file} would change</source>
            <translation>{file} 将更改的内容</translation>
        </message>
        <message>
            <source>{new} new, {changed} changed, {same} the same; what the file does not name stays.</source>
            <translation>新增 {new}，更改 {changed}，相同 {same}；文件未提及的保持不变。</translation>
        </message>
        <message>
            <source>Entry</source>
            <translation>条目</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>字段</translation>
        </message>
        <message>
            <source>new</source>
            <translation>新增</translation>
        </message>
        <message>
            <source>changed</source>
            <translation>更改</translation>
        </message>
        <message>
            <source>Add a measured run</source>
            <translation>添加实测运行</translation>
        </message>
        <message>
            <source>our run</source>
            <translation>我们的运行</translation>
        </message>
        <message>
            <source>Sequence</source>
            <translation>序列</translation>
        </message>
        <message>
            <source>Batch</source>
            <translation>批次</translation>
        </message>
        <message>
            <source>such as Megatron-Core 2026-03; empty: not known</source>
            <translation>例如 Megatron-Core 2026-03；留空表示未知</translation>
        </message>
        <message>
            <source>Layout</source>
            <translation>并行布局</translation>
        </message>
        <message>
            <source>tp=1 pp=16 ep=8 mb=1; empty: not known</source>
            <translation>tp=1 pp=16 ep=8 mb=1；留空：未知</translation>
        </message>
        <message>
            <source>Tokens/s of one device</source>
            <translation>单设备词元/秒</translation>
        </message>
        <message>
            <source>Lines of the log</source>
            <translation>日志行</translation>
        </message>
        <message>
            <source>Paste lines of a log of Megatron-LM, MindSpeed-LLM, TorchTitan or NeMo</source>
            <translation>粘贴 Megatron-LM、MindSpeed-LLM、TorchTitan 或 NeMo 的日志行</translation>
        </message>
        <message>
            <source>Measured {measured}, predicted {predicted} tokens/s a device: {ratio} times what the model says.</source>
            <translation>实测每设备 {measured} 词元/秒，预测 {predicted}：为模型结果的 {ratio} 倍。</translation>
        </message>
        <message>
            <source>That is far off: is the rate of one device, and are sequence, batch and software as in the run? Add it again to take it all the same.</source>
            <translation>相差很大：速率是否为单设备的，序列、批次和软件是否与该运行一致？再次点击添加即仍然采用。</translation>
        </message>
        <message>
            <source>Shape</source>
            <translation>结构</translation>
        </message>
        <message>
            <source>Batch, sequences</source>
            <translation>批次（序列数）</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>Add the run</source>
            <translation>添加运行</translation>
        </message>
        <message>
            <source>No line tells a step time or a rate; with a step time, sequence, batch and devices are needed too.</source>
            <translation>没有一行给出单步耗时或速率；若只有单步耗时，还需要序列、批次和设备数。</translation>
        </message>
        <message>
            <source>The layout is not understood, or is none of {count} devices: write tp=1 pp=16 ep=8 mb=1.</source>
            <translation>无法识别该布局，或其与 {count} 个设备不符：请写作 tp=1 pp=16 ep=8 mb=1。</translation>
        </message>
        <message>
            <source>Measured runs of {file}</source>
            <translation>{file} 中的实测运行</translation>
        </message>
        <message>
            <source>{count} of {all} runs can be taken.</source>
            <translation>{all} 次运行中可采用 {count} 次。</translation>
        </message>
        <message>
            <source>Leave out those that are less than 0.5 or more than 2 times what the model says</source>
            <translation>排除低于模型预测 0.5 倍或高于 2 倍的运行</translation>
        </message>
        <message>
            <source>Far off: {count}. Is the rate that of one device, and are batch and software as in the run?</source>
            <translation>相差过大：{count} 次。速率是否为单个设备的速率？批次和软件是否与实际运行一致？</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>实测</translation>
        </message>
        <message>
            <source>Predicted</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>Ratio</source>
            <translation>比值</translation>
        </message>
        <message>
            <source>Remark</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Measured beside predicted</source>
            <translation>实测与预测对照</translation>
        </message>
        <message>
            <source>Tokens per second of one device, measured and predicted:</source>
            <translation>单个设备每秒词元数，实测与预测：</translation>
        </message>
        <message>
            <source>far off</source>
            <translation>相差过大</translation>
        </message>
        <message>
            <source>Exchange rates</source>
            <translation>汇率</translation>
        </message>
        <message>
            <source>Another currency</source>
            <translation>其他货币</translation>
        </message>
        <message>
            <source>three letters</source>
            <translation>三个字母</translation>
        </message>
        <message>
            <source>Rate of another currency</source>
            <translation>其他货币的汇率</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>central bank, contract, address</source>
            <translation>中央银行、合同、网址</translation>
        </message>
        <message>
            <source>{code} is no code of another currency; enter three letters, such as EUR.</source>
            <translation>{code} 不是其他货币的代码；请输入三个字母，例如 EUR。</translation>
        </message>
        <message>
            <source>The rate of {code} is no number above zero; enter it.</source>
            <translation>{code} 的汇率不是大于零的数；请输入。</translation>
        </message>
        <message>
            <source>The date is none; enter it as 2026-11-24.</source>
            <translation>日期无效；请按 2026-11-24 的格式输入。</translation>
        </message>
        <message>
            <source>{base} for 1 {code}</source>
            <translation>1 {code} 兑 {base}</translation>
        </message>
        <message>
            <source>Now: of {date}, {source}</source>
            <translation>当前：{date}，{source}</translation>
        </message>
        <message>
            <source>Cap the {layer} HHI at {cap}</source>
            <translation>将{layer} HHI 的上限设为 {cap}</translation>
        </message>
        <message>
            <source>Take {nodes} instead of {before} nodes</source>
            <translation>取 {nodes} 个节点而非 {before} 个</translation>
        </message>
        <message>
            <source>Choose an accelerator</source>
            <translation>选择加速器</translation>
        </message>
        <message>
            <source>Open an example</source>
            <translation>打开示例</translation>
        </message>
        <message>
            <source>Import config.json</source>
            <translation>导入 config.json</translation>
        </message>
        <message>
            <source>Run it in {precision}</source>
            <translation>以 {precision} 运行</translation>
        </message>
        <message>
            <source>Set {nodes} nodes</source>
            <translation>设为 {nodes} 个节点</translation>
        </message>
        <message>
            <source>Set the deadline to {days}</source>
            <translation>将期限设为 {days}</translation>
        </message>
        <message>
            <source>Divide by best shares</source>
            <translation>按最优份额分配</translation>
        </message>
        <message>
            <source>Cap each {layer} at {cap}</source>
            <translation>将每个{layer}的上限设为 {cap}</translation>
        </message>
        <message>
            <source>Take the nodes that end in time</source>
            <translation>取能按时完成的节点数</translation>
        </message>
        <message>
            <source>Take them all the same</source>
            <translation>仍然采用</translation>
        </message>
        <message>
            <source>Enter a price</source>
            <translation>输入价格</translation>
        </message>
        <message>
            <source>Enter the figure</source>
            <translation>输入该数值</translation>
        </message>
        <message>
            <source>Choose a baseline</source>
            <translation>选择基准</translation>
        </message>
        <message>
            <source>Enter a rate</source>
            <translation>输入汇率</translation>
        </message>
        <message>
            <source>Use shares of compute</source>
            <translation>改用算力份额</translation>
        </message>
        <message>
            <source>Set the inter-pool link</source>
            <translation>设置池间互联</translation>
        </message>
        <message>
            <source>The cluster is empty. Choose an accelerator in the catalogue and add it.</source>
            <translation>集群为空。请在目录中选择一款加速器并添加。</translation>
        </message>
        <message>
            <source>The shares as they are need a cap of {cap}.</source>
            <translation>按现有份额，上限须为：{cap}。</translation>
        </message>
        <message>
            <source>{points} points on the {layer} HHI</source>
            <translation>{layer} HHI {points} 点</translation>
        </message>
        <message>
            <source>{share} on each {layer}</source>
            <translation>每个{layer} {share}</translation>
        </message>
        <message>
            <source>N-1 retention</source>
            <translation>N-1 保留率</translation>
        </message>
        <message>
            <source>It needs {days}.</source>
            <translation>需要 {days}。</translation>
        </message>
        <message>
            <source>At the rates planned it needs {factor} times the nodes that are not owned, or {days}.</source>
            <translation>按计划的速率，需要 {factor} 倍的非自有节点，或 {days}。</translation>
        </message>
        <message>
            <source>A later deadline mends no other limit; what more nodes break is said before they are taken.</source>
            <translation>推迟期限不能使其他限制得到满足；增加节点会违反哪些限制，会在采用之前说明。</translation>
        </message>
        <message>
            <source>Trained together: {strategy}</source>
            <translation>共同训练：{strategy}</translation>
        </message>
        <message>
            <source>{name}: healthy MFU {mfu}, {layout}</source>
            <translation>{name}：无故障时 MFU {mfu}，{layout}</translation>
        </message>
        <message>
            <source>Of healthy steps, over all devices of the pool; stops and failures are in the goodput</source>
            <translation>无故障步的数值，按资源池全部设备计；停顿与故障计入有效吞吐率</translation>
        </message>
        <message>
            <source>Pool</source>
            <translation>资源池</translation>
        </message>
        <message>
            <source>One pool alone</source>
            <translation>仅用一个资源池</translation>
        </message>
        <message>
            <source>best {figures}</source>
            <translation>最佳 {figures}</translation>
        </message>
        <message>
            <source>cheapest {figures}</source>
            <translation>最便宜 {figures}</translation>
        </message>
        <message>
            <source>fastest {figures}</source>
            <translation>最快 {figures}</translation>
        </message>
        <message>
            <source> Still paid by their terms: {groups}.</source>
            <translation>按条款仍需付费：{groups}。</translation>
        </message>
        <message>
            <source>{name} does the whole run alone: {figures}. Other groups are not taken.</source>
            <translation>仅用 {name} 完成整次训练：{figures}。不取用其他节点组。</translation>
        </message>
        <message>
            <source>{name} trains no token; its price is unknown.</source>
            <translation>{name} 未训练任何词元；其价格未知。</translation>
        </message>
        <message>
            <source>{name} trains no token and costs {money} by its terms.</source>
            <translation>{name} 未训练任何词元，按条款仍需 {money}。</translation>
        </message>
        <message>
            <source>{name} trains no token and costs nothing.</source>
            <translation>{name} 未训练任何词元，也不产生费用。</translation>
        </message>
        <message>
            <source>{count} models, each with weights of its own: {days} to the end of the last.</source>
            <translation>{count} 个模型，各有自己的权重：至最后一个结束需 {days}。</translation>
        </message>
        <message>
            <source>{words} Late: {names}.</source>
            <translation>{words}逾期：{names}。</translation>
        </message>
        <message>
            <source>{rate} healthy tokens/s a device, its part of what the pools deliver together.</source>
            <translation>无故障时每设备 {rate} 词元/秒，即各资源池共同速率中它的一份。</translation>
        </message>
        <message>
            <source>{rate} healthy tokens/s a device: of all layouts that fit in memory, none is faster.</source>
            <translation>无故障时每设备 {rate} 词元/秒：在显存容得下的所有布局中，没有更快的。</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>planning…</source>
            <translation>规划中…</translation>
        </message>
        <message>
            <source>solving shares…</source>
            <translation>正在求解份额…</translation>
        </message>
        <message>
            <source>bands follow…</source>
            <translation>误差带稍后给出…</translation>
        </message>
        <message>
            <source>not planned</source>
            <translation>未规划</translation>
        </message>
        <message>
            <source>looking for nodes…</source>
            <translation>正在查找节点数…</translation>
        </message>
        <message>
            <source>Choose the single-supplier fleet that savings are measured against</source>
            <translation>选择用于衡量节省的单一供应商机群</translation>
        </message>
        <message>
            <source>More in the help</source>
            <translation>帮助中的更多内容</translation>
        </message>
        <message>
            <source>Edit the shape</source>
            <translation>编辑结构</translation>
        </message>
        <message>
            <source>Keep in my shapes, for other plans too</source>
            <translation>保存到我的结构中，也供其他计划使用</translation>
        </message>
        <message>
            <source>{name} (edited)</source>
            <translation>{name}（已编辑）</translation>
        </message>
        <message>
            <source>choose a shape</source>
            <translation>选择结构</translation>
        </message>
        <message>
            <source>What the shape is called</source>
            <translation>结构的名称</translation>
        </message>
        <message>
            <source>Start from</source>
            <translation>起始于</translation>
        </message>
        <message>
            <source>Begin anew with a shipped shape, or with one of your own</source>
            <translation>从随附的结构或您自己的结构重新开始</translation>
        </message>
        <message>
            <source>Begin with a config.json or a TOML file of shapes</source>
            <translation>从 config.json 或结构的 TOML 文件开始</translation>
        </message>
        <message>
            <source>Write the shape as TOML, or as config.json where a model type says all of it</source>
            <translation>将结构写为 TOML；若某个模型类型能完整表达，也可写为 config.json</translation>
        </message>
        <message>
            <source>published {active}</source>
            <translation>公布值 {active}</translation>
        </message>
        <message>
            <source>published {active}; without the embedding {counted}</source>
            <translation>公布值 {active}；不计嵌入为 {counted}</translation>
        </message>
        <message>
            <source>published {active}; without embedding and head {counted}</source>
            <translation>公布值 {active}；不计嵌入与输出头为 {counted}</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>All parameters; MTP, norms and biases left out, as publishers count</source>
            <translation>全部参数；与发布方的算法一样，不计 MTP、归一化和偏置</translation>
        </message>
        <message>
            <source>Active</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>Parameters that one token meets, embedding and head among them</source>
            <translation>一个词元经过的参数，含嵌入与输出头</translation>
        </message>
        <message>
            <source>FLOP per token</source>
            <translation>每词元 FLOP</translation>
        </message>
        <message>
            <source>Forward and backward pass, causal attention, MTP left out</source>
            <translation>前向与反向，因果注意力，不计 MTP</translation>
        </message>
        <message>
            <source>Memory of one replica</source>
            <translation>一个副本的显存</translation>
        </message>
        <message>
            <source>16-bit weights, 32-bit gradients, Adam in 32 bits (18 bytes a parameter), however they are cut</source>
            <translation>16 位权重、32 位梯度、32 位 Adam（每参数 18 字节），与切分方式无关</translation>
        </message>
        <message>
            <source>published {total}</source>
            <translation>公布值 {total}</translation>
        </message>
        <message>
            <source>nothing published is known</source>
            <translation>没有已知的公布值</translation>
        </message>
        <message>
            <source>at sequence {length}</source>
            <translation>序列长度 {length}</translation>
        </message>
        <message>
            <source>and {bytes} of activations a sequence, nothing recomputed</source>
            <translation>另有每序列 {bytes} 激活，不重计算</translation>
        </message>
        <message>
            <source>Parts of the shape</source>
            <translation>结构的部件</translation>
        </message>
        <message>
            <source>Remove the part</source>
            <translation>删除部件</translation>
        </message>
        <message>
            <source>Whole model</source>
            <translation>整个模型</translation>
        </message>
        <message>
            <source>MTP</source>
            <translation>MTP</translation>
        </message>
        <message>
            <source>Token mixers</source>
            <translation>词元混合器</translation>
        </message>
        <message>
            <source>Channel mixers</source>
            <translation>通道混合器</translation>
        </message>
        <message>
            <source>Add a part</source>
            <translation>添加部件</translation>
        </message>
        <message>
            <source>Layers of one module</source>
            <translation>一个模块的层</translation>
        </message>
        <message>
            <source>Layers of row {number}</source>
            <translation>第 {number} 行的层数</translation>
        </message>
        <message>
            <source>Token mixer of row {number}</source>
            <translation>第 {number} 行的词元混合器</translation>
        </message>
        <message>
            <source>Channel mixer of row {number}</source>
            <translation>第 {number} 行的通道混合器</translation>
        </message>
        <message>
            <source>Repeats of row {number}</source>
            <translation>第 {number} 行的重复次数</translation>
        </message>
        <message>
            <source>Row {number} repeats with the row above</source>
            <translation>第 {number} 行与上一行一起重复</translation>
        </message>
        <message>
            <source>Insert a row below row {number}</source>
            <translation>在第 {number} 行下方插入一行</translation>
        </message>
        <message>
            <source>Remove row {number}</source>
            <translation>删除第 {number} 行</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>层数</translation>
        </message>
        <message>
            <source>Token mixer</source>
            <translation>词元混合器</translation>
        </message>
        <message>
            <source>Channel mixer</source>
            <translation>通道混合器</translation>
        </message>
        <message>
            <source>Times</source>
            <translation>重复</translation>
        </message>
        <message>
            <source>Joined</source>
            <translation>连同上行</translation>
        </message>
        <message>
            <source>Row {number}: enter a whole number from 1 to {most}.</source>
            <translation>第 {number} 行：请输入 1 到 {most} 的整数。</translation>
        </message>
        <message>
            <source>Enter a whole number up to {most}.</source>
            <translation>请输入不大于 {most} 的整数。</translation>
        </message>
        <message>
            <source>Enter a number up to {most}.</source>
            <translation>请输入不大于 {most} 的数。</translation>
        </message>
        <message>
            <source>Computing the uncertainty</source>
            <translation>正在计算不确定性</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Progress of exploring</source>
            <translation>探索进度</translation>
        </message>
        <message>
            <source>Cancel exploring</source>
            <translation>取消探索</translation>
        </message>
        <message>
            <source>Exploring mixes</source>
            <translation>正在探索组合</translation>
        </message>
        <message>
            <source>{done} of at least {total} steps</source>
            <translation>{done} / 至少 {total} 步</translation>
        </message>
        <message>
            <source>Progress of the uncertainty</source>
            <translation>不确定性计算进度</translation>
        </message>
        <message>
            <source>Explored {candidates} fleets in {seconds} s</source>
            <translation>已用 {seconds} 秒探索 {candidates} 个机群</translation>
        </message>
        <message>
            <source>Explored {evaluated} of {candidates} fleets in {seconds} s</source>
            <translation>已用 {seconds} 秒探索 {candidates} 个机群中的 {evaluated} 个</translation>
        </message>
        <message>
            <source>newest of each stack</source>
            <translation>各软件栈的最新版</translation>
        </message>
        <message>
            <source>Whose software</source>
            <translation>谁的软件</translation>
        </message>
        <message>
            <source>Software: {recipe}</source>
            <translation>软件：{recipe}</translation>
        </message>
        <message>
            <source>Release, facts of the recipe, and the routing overload</source>
            <translation>版本、配方的各项事实与路由过载</translation>
        </message>
        <message>
            <source>Software in detail</source>
            <translation>软件详情</translation>
        </message>
        <message>
            <source>Paste measured loads</source>
            <translation>粘贴实测负载</translation>
        </message>
        <message>
            <source>the release's own</source>
            <translation>由版本决定</translation>
        </message>
        <message>
            <source>as the recipe: {value}</source>
            <translation>同配方：{value}</translation>
        </message>
        <message>
            <source>the accelerator's own</source>
            <translation>加速器自带</translation>
        </message>
        <message>
            <source>Enter the routing overload</source>
            <translation>输入路由过载</translation>
        </message>
        <message>
            <source>{release} is no calibrated release.</source>
            <translation>{release} 不是已校准的版本。</translation>
        </message>
        <message>
            <source>{about}
The same layout differs by 15 to 77 % from release to release.</source>
            <translation>{about}
同一布局在不同版本之间相差 15 至 77 %。</translation>
        </message>
        <message>
            <source>Train with {release}</source>
            <translation>使用 {release} 训练</translation>
        </message>
        <message>
            <source>Train with the newest software</source>
            <translation>使用最新软件训练</translation>
        </message>
        <message>
            <source>Change {fact}</source>
            <translation>更改{fact}</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>未测量</translation>
        </message>
        <message>
            <source>Release</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Software release that the run is trained with</source>
            <translation>训练所用的软件版本</translation>
        </message>
        <message>
            <source>Overload, mean</source>
            <translation>过载均值</translation>
        </message>
        <message>
            <source>Load of the fullest expert rank over the mean, averaged over the steps: 1.2; decides the time</source>
            <translation>最满的专家秩的负载与均值之比，按步平均：1.2；决定时间</translation>
        </message>
        <message>
            <source>Overload, peak</source>
            <translation>过载峰值</translation>
        </message>
        <message>
            <source>The same at its highest: 1.6; decides the memory</source>
            <translation>同上，取最高值：1.6；决定显存</translation>
        </message>
        <message>
            <source>Copy a step a line, with the tokens of each expert rank on it, and paste: mean and peak follow.</source>
            <translation>每步一行，写出各专家秩的词元数，复制后粘贴：随即得出均值和峰值。</translation>
        </message>
        <message>
            <source>None is named: the newest is assumed, with a wider band.</source>
            <translation>未指定：假定为最新版本，误差带更宽。</translation>
        </message>
        <message>
            <source>Optimiser and checkpoints</source>
            <translation>优化器与检查点</translation>
        </message>
        <message>
            <source>Optimiser, states, adapters, failures</source>
            <translation>优化器、状态、适配器、故障</translation>
        </message>
        <message>
            <source>Change checkpoints and failures</source>
            <translation>更改检查点与故障</translation>
        </message>
        <message>
            <source>Change optimiser and states</source>
            <translation>更改优化器与状态</translation>
        </message>
        <message>
            <source>{optimiser} +{count}</source>
            <translation>{optimiser} +{count}</translation>
        </message>
        <message>
            <source>as usual</source>
            <translation>按惯例</translation>
        </message>
        <message>
            <source>one model</source>
            <translation>一个模型</translation>
        </message>
        <message>
            <source>a programme of models</source>
            <translation>一组模型</translation>
        </message>
        <message>
            <source>shortest time</source>
            <translation>时间最短</translation>
        </message>
        <message>
            <source>lowest cost</source>
            <translation>成本最低</translation>
        </message>
        <message>
            <source>pools of my own</source>
            <translation>自定资源池</translation>
        </message>
        <message>
            <source>any pool</source>
            <translation>任意资源池</translation>
        </message>
        <message>
            <source>What trains</source>
            <translation>训练内容</translation>
        </message>
        <message>
            <source>One model, or a programme of several</source>
            <translation>一个模型，或一组模型</translation>
        </message>
        <message>
            <source>{count} models</source>
            <translation>{count} 个模型</translation>
        </message>
        <message>
            <source>One model</source>
            <translation>一个模型</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
        <message>
            <source>One set of weights that sees all tokens, or several of their own</source>
            <translation>一组权重看到全部词元，或多个模型各有自己的权重</translation>
        </message>
        <message>
            <source>Assign for</source>
            <translation>分配目标</translation>
        </message>
        <message>
            <source>What the assignment of the models to pools makes least</source>
            <translation>将模型分配给资源池时最小化的目标</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Train a programme</source>
            <translation>训练一组模型</translation>
        </message>
        <message>
            <source>Train one model</source>
            <translation>训练一个模型</translation>
        </message>
        <message>
            <source>Change the programme</source>
            <translation>更改模型组</translation>
        </message>
        <message>
            <source>Remove a model</source>
            <translation>移除模型</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>Name of model {number}</source>
            <translation>模型 {number} 的名称</translation>
        </message>
        <message>
            <source>Tokens of model {number}</source>
            <translation>模型 {number} 的词元数</translation>
        </message>
        <message>
            <source>Tokens of the whole run: 9 T, 9e12</source>
            <translation>整次训练的词元数：9 T、9e12</translation>
        </message>
        <message>
            <source>Pool of model {number}</source>
            <translation>模型 {number} 的资源池</translation>
        </message>
        <message>
            <source>Remove model {number}</source>
            <translation>移除模型 {number}</translation>
        </message>
        <message>
            <source>Workload</source>
            <translation>工作负载</translation>
        </message>
        <message>
            <source> Reconstructed from published totals.</source>
            <translation>依据公布的总量重建。</translation>
        </message>
        <message>
            <source>Number format of the matrix products</source>
            <translation>矩阵乘的数值格式</translation>
        </message>
        <message>
            <source>Change tokens</source>
            <translation>更改词元数</translation>
        </message>
        <message>
            <source>Change sequence</source>
            <translation>更改序列长度</translation>
        </message>
        <message>
            <source>Change batch</source>
            <translation>更改批次</translation>
        </message>
        <message>
            <source>The transformer shape to train</source>
            <translation>要训练的 Transformer 结构</translation>
        </message>
        <message>
            <source>Tokens in one sequence</source>
            <translation>一个序列的词元数</translation>
        </message>
        <message>
            <source>Sequences in one optimiser step</source>
            <translation>一个优化器步的序列数</translation>
        </message>
        <message>
            <source>Number format of the large matrix products</source>
            <translation>大型矩阵乘的数值格式</translation>
        </message>
        <message>
            <source>Days within which the run has to end, the same here and among the limits; empty for none</source>
            <translation>训练必须在多少天内完成，此处与限制中为同一个值；留空表示没有期限</translation>
        </message>
        <message>
            <source>Whose software trains: how a run's software is set up and tuned</source>
            <translation>用谁的软件训练：软件如何设置与调优</translation>
        </message>
        <message>
            <source>States</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Optimiser, states, adapters, failures and checkpoints</source>
            <translation>优化器、状态、适配器、故障与检查点</translation>
        </message>
        <message>
            <source>Put the shape together: layers, attention, experts</source>
            <translation>搭建结构：层、注意力、专家</translation>
        </message>
        <message>
            <source>Import a Hugging Face config.json or a TOML file of shapes</source>
            <translation>导入 Hugging Face 的 config.json 或结构的 TOML 文件</translation>
        </message>
        <message>
            <source>There is no tab {tab}; choose one of {keys}.</source>
            <translation>没有图表 {tab}；请选择：{keys}。</translation>
        </message>
        <message>
            <source>{path} cannot be written: there is no folder {parent}; make it or choose another.</source>
            <translation>无法写入 {path}：没有文件夹 {parent}；请创建或选择其他文件夹。</translation>
        </message>
        <message>
            <source>The mixes have not been explored: the chart shows this plan and its baseline only.</source>
            <translation>尚未探索组合：图中只有本计划及其基准。</translation>
        </message>
        <message>
            <source>{candidates} fleets explored, none of which trains within every limit.</source>
            <translation>已探索 {candidates} 个机群，没有一个能在所有限制内训练。</translation>
        </message>
        <message>
            <source>{candidates} fleets explored, {feasible} of which train within every limit, and {frontier} that no other beats on cost and dependence.</source>
            <translation>已探索 {candidates} 个机群，其中 {feasible} 个能在所有限制内训练，{frontier} 个在成本与依赖度上不被任何其他机群超越。</translation>
        </message>
        <message>
            <source>{count} left out: {reason}.</source>
            <translation>{count} 个被排除：{reason}。</translation>
        </message>
        <message>
            <source>Explored on {date}; drawn are {drawn} of {fleets} fleets, those that the file kept.</source>
            <translation>探索于 {date}；图中绘出 {fleets} 个机群中的 {drawn} 个，即文件所保存的部分。</translation>
        </message>
        <message>
            <source>Listed: {listed} of {count}.</source>
            <translation>列出 {count} 个中的 {listed} 个。</translation>
        </message>
        <message>
            <source>Mixing: {strategy}. {reason}</source>
            <translation>混合：{strategy}。{reason}</translation>
        </message>
        <message>
            <source>inside the band</source>
            <translation>在误差带内</translation>
        </message>
        <message>
            <source>outside the band</source>
            <translation>在误差带外</translation>
        </message>
        <message>
            <source>no source stated</source>
            <translation>未注明来源</translation>
        </message>
        <message>
            <source>Exchange rates: {source}.</source>
            <translation>汇率：{source}。</translation>
        </message>
        <message>
            <source>It stops shipping</source>
            <translation>停止供货</translation>
        </message>
        <message>
            <source>Its rents rise by {rise}</source>
            <translation>租金上涨 {rise}</translation>
        </message>
        <message>
            <source>Its devices stand still</source>
            <translation>其设备停用</translation>
        </message>
        <message>
            <source>If {name} fails as a supplier</source>
            <translation>若供应商 {name} 出现问题</translation>
        </message>
        <message>
            <source>Below a figure, P10 to P90: four outcomes of five lie between. Effective suppliers: so many equal ones would be as concentrated (HHI: squared shares in per cent, summed; one alone has 10,000). Without one supplier: the run planned again without the one whose loss costs most days.</source>
            <translation>数值下方为 P10 至 P90：五次结果中有四次落在其间。有效供应商数：集中度与之相当的等份供应商数目（HHI：各份额百分数的平方和；单一供应商为 10,000）。失去一家供应商：失去使工期延长最多的那一家后重新规划的训练。</translation>
        </message>
        <message>
            <source>Prices are converted at {rates}, the rates of {date}; Plan, Exchange rates sets others.</source>
            <translation>价格按 {rates} 换算，为 {date} 的汇率；可在“计划”菜单的“汇率”中修改。</translation>
        </message>
        <message>
            <source>no baseline</source>
            <translation>无基准</translation>
        </message>
        <message>
            <source>{chance} by day {deadline}</source>
            <translation>{chance} 于第 {deadline} 天前完成</translation>
        </message>
        <message>
            <source>cost, {currency}</source>
            <translation>成本（{currency}）</translation>
        </message>
        <message>
            <source>Each on day {day}, halfway through its devices' work. Assumed: {replan} days to plan anew, {failures} of them fail in a year.</source>
            <translation>均设定在第 {day} 天，即其设备的工作过半之时。假设：重新规划需 {replan} 天，其设备每年故障 {failures}。</translation>
        </message>
        <message>
            <source>Inputs by evidence: {grades}; the last page names the sources.</source>
            <translation>输入按依据等级：{grades}；来源见末页。</translation>
        </message>
        <message>
            <source>Speed: {error} off on average over {runs} published runs, each predicted without its own source.</source>
            <translation>速度：对 {runs} 次公开运行的预测平均误差为 {error}，每次预测均未使用该运行自身的来源。</translation>
        </message>
        <message>
            <source>Anchored on a measured run: {names}.</source>
            <translation>以实测运行锚定：{names}。</translation>
        </message>
        <message>
            <source>No measured run anchors this plan; one of your own narrows the bands.</source>
            <translation>尚无实测运行锚定此计划；加入一次您自己的运行可收窄误差带。</translation>
        </message>
        <message>
            <source>{name}, {quantity}: published {published}, predicted {predicted}.</source>
            <translation>{name}，{quantity}：公布值 {published}，预测值 {predicted}。</translation>
        </message>
        <message>
            <source>{name}, {quantity}: published {published}, predicted {predicted}, {inside}.</source>
            <translation>{name}，{quantity}：公布值 {published}，预测值 {predicted}，{inside}。</translation>
        </message>
        <message>
            <source>Nodes of each accelerator; no fleet within the limits is cheaper and less dependent than one of these. N-1 retention: the share of the rate that is left without the supplier whose loss costs most.</source>
            <translation>各加速器的节点数；限制范围内没有任何机群比其中之一更便宜且依赖度更低。N-1 保留率：失去影响最大的供应商后剩余速率所占的份额。</translation>
        </message>
        <message>
            <source>Saving against dependence</source>
            <translation>节省与依赖度</translation>
        </message>
        <message>
            <source>The frontier, from the most to the least dependent</source>
            <translation>前沿，依赖度从高到低</translation>
        </message>
        <message>
            <source>Knee: the point farthest from the straight line between the frontier's ends; beyond it, less dependence costs more for each step.</source>
            <translation>拐点：距前沿两端连线最远的点；越过它，每降低一步依赖度的代价更大。</translation>
        </message>
        <message>
            <source>Pools and their layouts</source>
            <translation>资源池及其并行布局</translation>
        </message>
        <message>
            <source>TP, PP, EP, CP, DP: sizes of tensor, pipeline, expert, context and data parallelism. MFU: model FLOP utilisation of healthy steps, the useful share of the stated peak rate. Goodput: the share of time that trains, failures and checkpoints taken off; delivered is after it.</source>
            <translation>TP、PP、EP、CP、DP：张量、流水线、专家、上下文与数据并行的规模。MFU：无故障步的模型浮点利用率，即标称峰值中有效利用的比例。有效吞吐率：扣除故障与检查点后真正用于训练的时间比例；“交付”为计入它之后的数值。</translation>
        </message>
        <message>
            <source>Optimiser, checkpoints and stops</source>
            <translation>优化器、检查点与停顿</translation>
        </message>
        <message>
            <source>A checkpoint holds weights and optimiser states; written: as long as it takes to the storage; every: the interval that loses least time unless one is set; between stops: mean time between failures of the pool.</source>
            <translation>检查点包含权重和优化器状态；写入：写到存储所需的时间；间隔：未指定时取损失时间最少的间隔；停顿间隔：该资源池的平均故障间隔（MTBF）。</translation>
        </message>
        <message>
            <source>One pool alone, beside this mix</source>
            <translation>与此组合相比：仅用一个资源池</translation>
        </message>
        <message>
            <source>Where the money goes</source>
            <translation>成本构成</translation>
        </message>
        <message>
            <source>Dependence, shares of {basis}</source>
            <translation>依赖度，按{basis}计的份额</translation>
        </message>
        <message>
            <source>What the numbers rest on, in full</source>
            <translation>数值的依据（详细）</translation>
        </message>
        <message>
            <source>Inputs by evidence: {grades}.</source>
            <translation>输入按依据等级：{grades}。</translation>
        </message>
        <message>
            <source>Inputs and their sources</source>
            <translation>输入及其来源</translation>
        </message>
        <message>
            <source>What the numbers rest on</source>
            <translation>数值的依据</translation>
        </message>
        <message>
            <source>How a loss was computed</source>
            <translation>损失的计算方式</translation>
        </message>
        <message>
            <source>accelerator</source>
            <translation>加速器</translation>
        </message>
        <message>
            <source>site</source>
            <translation>站点</translation>
        </message>
        <message>
            <source>terms</source>
            <translation>条款</translation>
        </message>
        <message>
            <source>P10 to P90</source>
            <translation>P10 至 P90</translation>
        </message>
        <message>
            <source>layout</source>
            <translation>布局</translation>
        </message>
        <message>
            <source>delivered
tokens/s each</source>
            <translation>每设备交付
词元/秒</translation>
        </message>
        <message>
            <source>healthy
MFU</source>
            <translation>无故障时
MFU</translation>
        </message>
        <message>
            <source>step, s</source>
            <translation>单步耗时，秒</translation>
        </message>
        <message>
            <source>share of
tokens</source>
            <translation>词元
份额</translation>
        </message>
        <message>
            <source>checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>written in</source>
            <translation>写入</translation>
        </message>
        <message>
            <source>every</source>
            <translation>间隔</translation>
        </message>
        <message>
            <source>restart</source>
            <translation>重启</translation>
        </message>
        <message>
            <source>between
stops</source>
            <translation>停顿
间隔</translation>
        </message>
        <message>
            <source>of a
rack</source>
            <translation>单个
机柜</translation>
        </message>
        <message>
            <source>what</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>pools</source>
            <translation>资源池</translation>
        </message>
        <message>
            <source>from day</source>
            <translation>起始日</translation>
        </message>
        <message>
            <source>to day</source>
            <translation>结束日</translation>
        </message>
        <message>
            <source>best</source>
            <translation>最佳</translation>
        </message>
        <message>
            <source>site factor</source>
            <translation>现场系数</translation>
        </message>
        <message>
            <source>why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>figures by grade</source>
            <translation>各等级数值</translation>
        </message>
        <message>
            <source>sources</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>The printer takes nothing; choose another one, or export the PDF and print that.</source>
            <translation>打印机不接受任务；请选择其他打印机，或导出 PDF 后再打印。</translation>
        </message>
        <message>
            <source>cheapest pool alone</source>
            <translation>仅用一池最便宜</translation>
        </message>
        <message>
            <source>fastest pool alone</source>
            <translation>仅用一池最快</translation>
        </message>
        <message>
            <source>cheapest and fastest pool alone</source>
            <translation>仅用一池最便宜且最快</translation>
        </message>
        <message>
            <source>still paid: {groups}</source>
            <translation>仍需付费：{groups}</translation>
        </message>
        <message>
            <source>price unknown</source>
            <translation>价格未知</translation>
        </message>
        <message>
            <source>{name} ({group}) trains no token: {money}. {reason}</source>
            <translation>{name}（{group}）未训练任何词元：{money}。{reason}</translation>
        </message>
        <message>
            <source>{steps} steps in a row, {seconds} s each on average.</source>
            <translation>依次 {steps} 步，平均每步 {seconds} 秒。</translation>
        </message>
        <message>
            <source>The run ends by day {days}, the deadline, in {chance} of the draws.</source>
            <translation>{chance} 的抽样能在期限（第 {days} 天）前完成训练。</translation>
        </message>
        <message>
            <source>Paid in cash: {money}; the rest of the cost is the price of other use.</source>
            <translation>实付现金：{money}；其余成本为其他用途的价格。</translation>
        </message>
        <message>
            <source>Late: {names}.</source>
            <translation>逾期：{names}。</translation>
        </message>
        <message>
            <source>This plan gives no cost yet; what is missing is listed below.</source>
            <translation>此计划尚未得出成本；所缺内容见下文。</translation>
        </message>
        <message>
            <source>{value} {unit} per trillion tokens</source>
            <translation>每万亿词元 {value} {unit}</translation>
        </message>
        <message>
            <source>Training {shape} on {tokens} tokens with this fleet costs {price}{saved}.</source>
            <translation>用此机群在 {tokens} 词元上训练 {shape}，成本为{price}{saved}。</translation>
        </message>
        <message>
            <source> (saving, P10 to P90: {band})</source>
            <translation>（节省，P10 至 P90：{band}）</translation>
        </message>
        <message>
            <source>, {saving} {side} than on {baseline}{sure}</source>
            <translation>，比 {baseline} {side} {saving}{sure}</translation>
        </message>
        <message>
            <source>of the delivered compute</source>
            <translation>交付算力的</translation>
        </message>
        <message>
            <source>of the spend</source>
            <translation>支出的</translation>
        </message>
        <message>
            <source>Its largest supplier, {name}, has {figure} {share}.</source>
            <translation>最大供应商 {name} 占{share} {figure}。</translation>
        </message>
        <message>
            <source>By {layer} it is more concentrated: {name} has {share}.</source>
            <translation>按{layer}看集中度更高：{name} 占 {share}。</translation>
        </message>
        <message>
            <source>If {lost} were lost, the run would never end.</source>
            <translation>若失去 {lost}，训练将无法完成。</translation>
        </message>
        <message>
            <source>If {lost} were lost, the run would take {days}: {change}.</source>
            <translation>若失去 {lost}，训练需要 {days}：{change}。</translation>
        </message>
        <message>
            <source>{total} parameters, {active} active</source>
            <translation>参数 {total}，激活 {active}</translation>
        </message>
        <message>
            <source>{tokens} tokens, sequence {sequence}, batch {batch}, {precision}</source>
            <translation>{tokens} 词元，序列 {sequence}，批次 {batch}，{precision}</translation>
        </message>
        <message>
            <source>{shape} ({sizes}) · {run} · site {site}</source>
            <translation>{shape}（{sizes}）· {run} · 站点：{site}</translation>
        </message>
        <message>
            <source>calibration</source>
            <translation>校准</translation>
        </message>
        <message>
            <source>catalogue of</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>&amp;Apply</source>
            <translation>应用(&amp;A)</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Dismiss this message</source>
            <translation>关闭此消息</translation>
        </message>
        <message>
            <source>“{value}” is out of range here. {tip}.</source>
            <translation>“{value}”超出允许范围。{tip}。</translation>
        </message>
        <message>
            <source>Take it all the same</source>
            <translation>仍然采用</translation>
        </message>
        <message>
            <source>Exploring was cancelled.</source>
            <translation>探索已取消。</translation>
        </message>
        <message>
            <source>Opening {name}…</source>
            <translation>正在打开 {name}…</translation>
        </message>
        <message>
            <source>Saved {name}</source>
            <translation>已保存 {name}</translation>
        </message>
        <message>
            <source>What the figures rest on: see Help, About, and the Evidence tab</source>
            <translation>数值的依据：见“帮助”中的“关于”以及“依据”图表</translation>
        </message>
        <message>
            <source>Opened {name}</source>
            <translation>已打开 {name}</translation>
        </message>
        <message>
            <source>{words}; explored on {date}, kept in the file</source>
            <translation>{words}；探索于 {date}，保存在文件中</translation>
        </message>
        <message>
            <source>&amp;Undo {step}</source>
            <translation>撤销(&amp;U)：{step}</translation>
        </message>
        <message>
            <source>&amp;Redo {step}</source>
            <translation>重做(&amp;R)：{step}</translation>
        </message>
        <message>
            <source>The cluster</source>
            <translation>集群</translation>
        </message>
        <message>
            <source>Node groups of one or several suppliers' accelerators. Set nodes and prices in the cells; every figure follows at once, and every edit can be undone.</source>
            <translation>由一家或多家供应商的加速器组成的节点组。在单元格中设置节点数和价格；所有数值立即更新，每次编辑都可以撤销。</translation>
        </message>
        <message>
            <source>The catalogue</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>Search and filter accelerators; Enter, a double-click or dragging puts one into the cluster.</source>
            <translation>搜索和筛选加速器；按 Enter、双击或拖动即可将其放入集群。</translation>
        </message>
        <message>
            <source>What is trained</source>
            <translation>训练什么</translation>
        </message>
        <message>
            <source>Choose a model, or drop a config.json on the window; set tokens, batch, precision and deadline.</source>
            <translation>选择一个模型，或将 config.json 拖放到窗口上；设置词元数、批次、精度和期限。</translation>
        </message>
        <message>
            <source>What it comes to</source>
            <translation>结果如何</translation>
        </message>
        <message>
            <source>Speed, time, money and dependence, each with its band. Press F1 on a figure for its formula.</source>
            <translation>速度、时间、资金和依赖度，各带误差带。在数值上按 F1 查看其公式。</translation>
        </message>
        <message>
            <source>Explore mixes (Ctrl+R) draws every fleet within your limits and the frontier among them. A click compares a point with the plan, a double-click makes it the plan.</source>
            <translation>“探索组合”(Ctrl+R) 画出限制范围内的每个机群及其前沿。单击将一个点与计划比较，双击将其采用为计划。</translation>
        </message>
        <message>
            <source>Hand it around</source>
            <translation>交付与分享</translation>
        </message>
        <message>
            <source>Export a PDF summary for those who decide. Ctrl+K finds every action by its name.</source>
            <translation>为决策者导出 PDF 摘要。Ctrl+K 可按名称查找任何操作。</translation>
        </message>
        <message>
            <source>Not saved in a file yet</source>
            <translation>尚未保存到文件</translation>
        </message>
    </context>
    <context>
        <name>planner</name>
        <message>
            <source>imported from </source>
            <translation>导入自 </translation>
        </message>
        <message>
            <source>{0}: {1} tokens/s per device need more than the stated peak of {2} ({3}); enter the rate of one device, or correct the peak.</source>
            <translation>{0}：每设备 {1} 词元/秒所需超过 {2} 的标称峰值（{3}）；请输入单个设备的速率，或更正峰值。</translation>
        </message>
        <message>
            <source>{0}: the measured rate must be above zero; enter tokens per second of one device.</source>
            <translation>{0}：实测速率必须大于零；请输入单个设备的每秒词元数。</translation>
        </message>
        <message>
            <source>No measured run anchors this plan; this is the model's own rate.</source>
            <translation>没有实测运行锚定此计划；这是模型自身的速率。</translation>
        </message>
        <message>
            <source>The model's rate times {0}: on this accelerator {1} tokens/s per device were measured where the model says {2} ({3}).</source>
            <translation>模型速率乘以 {0}：在该加速器上实测每设备 {1} 词元/秒，模型值为 {2}（{3}）。</translation>
        </message>
        <message>
            <source>The model's rate times {0}: the measured runs on other accelerators give {1} of the model's rate; {2} of that deviation (in logarithms) is taken to be the team's and the workload's and carries over, the rest to be that accelerator's or that run's. The band is widened because the split is uncertain.</source>
            <translation>模型速率乘以 {0}：其他加速器上的实测运行达到模型速率的 {1}；该偏差（取对数）的 {2} 视为来自团队与工作负载而可迁移，其余视为来自该加速器或该次运行。由于这一划分并不确定，误差带已加宽。</translation>
        </message>
        <message>
            <source>The plan was called off.</source>
            <translation>规划已取消。</translation>
        </message>
        <message>
            <source>fp32</source>
            <translation>FP32</translation>
        </message>
        <message>
            <source>tf32</source>
            <translation>TF32</translation>
        </message>
        <message>
            <source>fp16</source>
            <translation>FP16</translation>
        </message>
        <message>
            <source>bf16</source>
            <translation>BF16</translation>
        </message>
        <message>
            <source>fp8</source>
            <translation>FP8</translation>
        </message>
        <message>
            <source>fp4</source>
            <translation>FP4</translation>
        </message>
        <message>
            <source>int8</source>
            <translation>INT8</translation>
        </message>
        <message>
            <source>measured</source>
            <translation>实测</translation>
        </message>
        <message>
            <source>published</source>
            <translation>公布值</translation>
        </message>
        <message>
            <source>press</source>
            <translation>媒体</translation>
        </message>
        <message>
            <source>estimate</source>
            <translation>估计</translation>
        </message>
        <message>
            <source>{0} is not one of {1}.</source>
            <translation>{0} 不在 {1} 之中。</translation>
        </message>
        <message>
            <source>{0} has a rate in this row; keep one of the two.</source>
            <translation>{0} 在此行中已有速率；请只保留其一。</translation>
        </message>
        <message>
            <source>{0} is not a figure; enter some of {1}.</source>
            <translation>{0} 不是数值；请输入 {1} 中的某些项。</translation>
        </message>
        <message>
            <source>No accelerator {0} is in the catalogue; 'chipfolio-cli catalogue' lists them.</source>
            <translation>目录中没有加速器 {0}；可用“chipfolio-cli catalogue”列出全部。</translation>
        </message>
        <message>
            <source>{0} cannot be read ({1}); check its name and permissions.</source>
            <translation>无法读取 {0}（{1}）；请检查其名称和权限。</translation>
        </message>
        <message>
            <source>{0} is no catalogue archive or is damaged; fetch it again.</source>
            <translation>{0} 不是目录归档或已损坏；请重新获取。</translation>
        </message>
        <message>
            <source>{0} holds no {1}; fetch the whole catalogue archive.</source>
            <translation>{0} 中没有 {1}；请获取完整的目录归档。</translation>
        </message>
        <message>
            <source>{0}: {1} cannot be unpacked ({2}); fetch the archive again.</source>
            <translation>{0}：无法解压 {1}（{2}）；请重新获取归档。</translation>
        </message>
        <message>
            <source>{0}: {1} is larger than a catalogue's table can be; choose another file.</source>
            <translation>{0}：{1} 超出目录表格可有的大小；请另选文件。</translation>
        </message>
        <message>
            <source>{0}: {1} is not what its digest says; the archive is damaged, fetch it again.</source>
            <translation>{0}：{1} 与其摘要不符；归档已损坏，请重新获取。</translation>
        </message>
        <message>
            <source>{0} cannot be written ({1}); choose another folder.</source>
            <translation>无法写入 {0}（{1}）；请另选文件夹。</translation>
        </message>
        <message>
            <source>new accelerator</source>
            <translation>新加速器</translation>
        </message>
        <message>
            <source>no longer listed</source>
            <translation>不再列出</translation>
        </message>
        <message>
            <source>estimate of {0}</source>
            <translation>{0}的估计值</translation>
        </message>
        <message>
            <source>observed prices</source>
            <translation>观测价格</translation>
        </message>
        <message>
            <source>{0} gone</source>
            <translation>减少 {0} 条</translation>
        </message>
        <message>
            <source>{0} new</source>
            <translation>新增 {0} 条</translation>
        </message>
        <message>
            <source>node design {0}</source>
            <translation>节点设计 {0}</translation>
        </message>
        <message>
            <source>other {0}</source>
            <translation>{0} 不同</translation>
        </message>
        <message>
            <source>{0} to {1}</source>
            <translation>{0} 至 {1}</translation>
        </message>
        <message>
            <source>{0}, line {1}, column {2}: {3}</source>
            <translation>{0}，第 {1} 行，{2} 列：{3}</translation>
        </message>
        <message>
            <source>the cell is empty; enter a value.</source>
            <translation>单元格为空；请输入一个值。</translation>
        </message>
        <message>
            <source>{0} is not a number; enter a plain number or leave the cell empty.</source>
            <translation>{0} 不是数字；请输入普通数字，或将单元格留空。</translation>
        </message>
        <message>
            <source>{0} is not above zero and finite; enter such a number or leave the cell empty.</source>
            <translation>{0} 不是大于零的有限值；请输入这样的数字，或将单元格留空。</translation>
        </message>
        <message>
            <source>{0} is not a whole number; enter a count.</source>
            <translation>{0} 不是整数；请输入数量。</translation>
        </message>
        <message>
            <source>{0} is not a currency code; enter three capital letters such as CNY.</source>
            <translation>{0} 不是货币代码；请输入三个大写字母，如 CNY。</translation>
        </message>
        <message>
            <source>{0} cannot be read ({1}); put it into {2}.</source>
            <translation>无法读取 {0}（{1}）；请将其放入 {2}。</translation>
        </message>
        <message>
            <source>{0} is not UTF-8 text; save it as UTF-8.</source>
            <translation>{0} 不是 UTF-8 文本；请另存为 UTF-8。</translation>
        </message>
        <message>
            <source>{0}, line {1}: {2} cells instead of {3}; give every column of the first line one cell.</source>
            <translation>{0}，第 {1} 行：{2} 个单元格，应为 {3} 个；请使其与首行各列一一对应。</translation>
        </message>
        <message>
            <source>{0}, line {1}: {2}; write it as comma-separated values.</source>
            <translation>{0}，第 {1} 行：{2}；请写为逗号分隔的值。</translation>
        </message>
        <message>
            <source>{0}, line 1: the column {1} is missing; add it, with empty cells if need be.</source>
            <translation>{0}，第 1 行：缺少列 {1}；请补上，必要时单元格可留空。</translation>
        </message>
        <message>
            <source>{0}, line 1: the column {1} is unknown or there twice; remove it.</source>
            <translation>{0}，第 1 行：列 {1} 未知或重复；请删除。</translation>
        </message>
        <message>
            <source>{0} has more than {1} lines; split it.</source>
            <translation>{0} 超过 {1} 行；请拆分。</translation>
        </message>
        <message>
            <source>the cell is longer than {0} characters; shorten it.</source>
            <translation>单元格超过 {0} 个字符；请缩短。</translation>
        </message>
        <message>
            <source>no price</source>
            <translation>没有价格</translation>
        </message>
        <message>
            <source>, the middle of {0} of that day</source>
            <translation>，为当日 {0} 个价格的中间值</translation>
        </message>
        <message>
            <source>The newest list or contract price of {0}: {1}, {2}{3}.</source>
            <translation>{0} 最新的目录价或合同价：{1}，{2}{3}。</translation>
        </message>
        <message>
            <source>No current price; the last list or contract price of {0}: {1}, {2}{3}.</source>
            <translation>没有现行价格；{0} 最后的目录价或合同价：{1}，{2}{3}。</translation>
        </message>
        <message>
            <source>No list or contract price of the last year holds here; an estimate, nobody's price.</source>
            <translation>此处没有近一年内有效的目录价或合同价；这是估计值，并非任何卖方的价格。</translation>
        </message>
        <message>
            <source>No list or contract price of the last year holds at {0}; enter one.</source>
            <translation>{0} 没有近一年内有效的目录价或合同价；请输入价格。</translation>
        </message>
        <message>
            <source>By the arithmetic of the export rules the device is not to be had at {0}; enter a price.</source>
            <translation>按出口管制规则的数值推算，在 {0} 无法获得该设备；请输入价格。</translation>
        </message>
        <message>
            <source>current</source>
            <translation>现行</translation>
        </message>
        <message>
            <source>dated</source>
            <translation>过时</translation>
        </message>
        <message>
            <source>rules</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>purchase price</source>
            <translation>采购价</translation>
        </message>
        <message>
            <source>rent per hour</source>
            <translation>每小时租金</translation>
        </message>
        <message>
            <source>{0} is not in accelerators.csv; add it there or correct the key.</source>
            <translation>{0} 不在 accelerators.csv 中；请在其中添加，或更正该键。</translation>
        </message>
        <message>
            <source>{0} of {1} is there twice; keep one.</source>
            <translation>{1} 的 {0} 出现了两次；请保留一个。</translation>
        </message>
        <message>
            <source>{0} is not a figure; enter one of {1}.</source>
            <translation>{0} 不是可估计的数值；请输入 {1} 之一。</translation>
        </message>
        <message>
            <source>low, mid and high are not in this order; sort them.</source>
            <translation>低、中、高三个值的顺序不对；请按大小排列。</translation>
        </message>
        <message>
            <source>United States</source>
            <translation>美国</translation>
        </message>
        <message>
            <source>no licence needed</source>
            <translation>无需许可证</translation>
        </message>
        <message>
            <source>licence needed</source>
            <translation>需要许可证</translation>
        </message>
        <message>
            <source>presumption of denial</source>
            <translation>推定拒绝</translation>
        </message>
        <message>
            <source>a figure is missing</source>
            <translation>缺少数值</translation>
        </message>
        <message>
            <source>, for headquarters in {0}</source>
            <translation>（总部位于 {0}）</translation>
        </message>
        <message>
            <source>{0} GB/s and TPP {1}</source>
            <translation>{0} GB/s，TPP {1}</translation>
        </message>
        <message>
            <source>link unknown</source>
            <translation>链路未知</translation>
        </message>
        <message>
            <source>link {0} GB/s</source>
            <translation>链路 {0} GB/s</translation>
        </message>
        <message>
            <source>{0}: not at {1} both.</source>
            <translation>{0}：未同时达到 {1}。</translation>
        </message>
        <message>
            <source>{0}: whether it reaches {1} cannot be determined.</source>
            <translation>{0}：无法判断是否达到 {1}。</translation>
        </message>
        <message>
            <source>{0}: at {1} or above, for which a licence is needed.</source>
            <translation>{0}：达到或超过 {1}，需要许可证。</translation>
        </message>
        <message>
            <source>die area</source>
            <translation>芯片面积</translation>
        </message>
        <message>
            <source>peak rates</source>
            <translation>峰值速率</translation>
        </message>
        <message>
            <source>{0}: the class cannot be determined, {1} unknown.</source>
            <translation>{0}：无法判定类别，{1}未知。</translation>
        </message>
        <message>
            <source> as a part that is not for data centres (Note 2)</source>
            <translation>（作为非数据中心用途的器件，注释 2）</translation>
        </message>
        <message>
            <source>{0}: below the 3A090 thresholds{1}.</source>
            <translation>{0}：低于 3A090 阈值{1}。</translation>
        </message>
        <message>
            <source>{0}: meets {1}, for which a licence is needed{2}.</source>
            <translation>{0}：符合 {1}，需要许可证{2}。</translation>
        </message>
        <message>
            <source>TPP {0} and {1} GB/s</source>
            <translation>TPP {0} 与 {1} GB/s</translation>
        </message>
        <message>
            <source>The limits are {0}; the memory bandwidth is unknown.</source>
            <translation>限值为 {0}；显存带宽未知。</translation>
        </message>
        <message>
            <source>, memory {0} GB/s</source>
            <translation>，显存 {0} GB/s</translation>
        </message>
        <message>
            <source>{0}: under {1}, reviewed case by case if {2}.</source>
            <translation>{0}：低于 {1}，若{2}则逐案审查。</translation>
        </message>
        <message>
            <source>{0}: not under {1}, so a presumption of denial.</source>
            <translation>{0}：不低于 {1}，因此推定拒绝。</translation>
        </message>
        <message>
            <source>TPP unknown</source>
            <translation>TPP 未知</translation>
        </message>
        <message>
            <source>TPP {0}</source>
            <translation>TPP {0}</translation>
        </message>
        <message>
            <source>{0}, density {1}</source>
            <translation>{0}，密度 {1}</translation>
        </message>
        <message>
            <source>caution</source>
            <translation>注意</translation>
        </message>
        <message>
            <source>{0} is not between {1} and {2} {3}; check the unit.</source>
            <translation>{0} 不在 {1} 至 {2} {3} 之间；请检查单位。</translation>
        </message>
        <message>
            <source>{0} peak rate</source>
            <translation>{0} 峰值速率</translation>
        </message>
        <message>
            <source>memory capacity</source>
            <translation>显存容量</translation>
        </message>
        <message>
            <source>memory bandwidth</source>
            <translation>显存带宽</translation>
        </message>
        <message>
            <source>scale-up link rate</source>
            <translation>纵向扩展链路速率</translation>
        </message>
        <message>
            <source>GB/s both ways</source>
            <translation>GB/s（双向合计）</translation>
        </message>
        <message>
            <source>GB/s one way</source>
            <translation>GB/s（单向）</translation>
        </message>
        <message>
            <source>size of the scale-up domain</source>
            <translation>纵向扩展域大小</translation>
        </message>
        <message>
            <source>NIC rate per device</source>
            <translation>每设备网卡速率</translation>
        </message>
        <message>
            <source>number of devices in a node</source>
            <translation>单个节点的设备数</translation>
        </message>
        <message>
            <source>power of a device</source>
            <translation>设备功率</translation>
        </message>
        <message>
            <source>compute</source>
            <translation>计算</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>显存</translation>
        </message>
        <message>
            <source>scale up</source>
            <translation>纵向扩展</translation>
        </message>
        <message>
            <source>scale out</source>
            <translation>横向扩展</translation>
        </message>
        <message>
            <source>node</source>
            <translation>节点</translation>
        </message>
        <message>
            <source>power</source>
            <translation>功率</translation>
        </message>
        <message>
            <source>die</source>
            <translation>芯片</translation>
        </message>
        <message>
            <source>measured only</source>
            <translation>仅有实测值</translation>
        </message>
        <message>
            <source>supplier claim via press</source>
            <translation>媒体转述的供应商说法</translation>
        </message>
        <message>
            <source>provider page</source>
            <translation>服务商页面</translation>
        </message>
        <message>
            <source>{0} is not in nodes.csv; add it there or correct the key.</source>
            <translation>{0} 不在 nodes.csv 中；请在其中添加或改正键名。</translation>
        </message>
        <message>
            <source>on demand</source>
            <translation>按需</translation>
        </message>
        <message>
            <source>1 year</source>
            <translation>1 年期</translation>
        </message>
        <message>
            <source>3 years</source>
            <translation>3 年期</translation>
        </message>
        <message>
            <source>purchase bare</source>
            <translation>购买裸设备</translation>
        </message>
        <message>
            <source>purchase with server</source>
            <translation>购买（含服务器）</translation>
        </message>
        <message>
            <source>rent</source>
            <translation>租用</translation>
        </message>
        <message>
            <source>purchase</source>
            <translation>购买</translation>
        </message>
        <message>
            <source>reserved</source>
            <translation>预留</translation>
        </message>
        <message>
            <source>spot</source>
            <translation>竞价</translation>
        </message>
        <message>
            <source>index</source>
            <translation>价格指数</translation>
        </message>
        <message>
            <source>list</source>
            <translation>目录价</translation>
        </message>
        <message>
            <source>contract</source>
            <translation>合同价</translation>
        </message>
        <message>
            <source>market</source>
            <translation>市场价</translation>
        </message>
        <message>
            <source>grey</source>
            <translation>灰色市场</translation>
        </message>
        <message>
            <source>derived</source>
            <translation>推算价</translation>
        </message>
        <message>
            <source>{0} cannot be read as your catalogue ({1}); move it away or mend it.</source>
            <translation>{0} 无法作为您的目录读取（{1}）；请将其移走或修复。</translation>
        </message>
        <message>
            <source>{0} cannot be written ({1}); your catalogue stays as it was.</source>
            <translation>{0} 无法写入（{1}）；您的目录保持原样。</translation>
        </message>
        <message>
            <source> incl. server share</source>
            <translation>（含服务器分摊）</translation>
        </message>
        <message>
            <source>estimated, not published: {0}</source>
            <translation>估计值，未公布：{0}</translation>
        </message>
        <message>
            <source>estimate, {0} to {1}</source>
            <translation>估计，{0} 至 {1}</translation>
        </message>
        <message>
            <source>{0} price, {1}</source>
            <translation>{0}，{1}</translation>
        </message>
        <message>
            <source>middle of {0} to {1}; </source>
            <translation>{0} 至 {1} 的中值；</translation>
        </message>
        <message>
            <source>about.toml cannot be read ({0}); it states the catalogue's date.</source>
            <translation>无法读取 about.toml（{0}）；其中注明目录日期。</translation>
        </message>
        <message>
            <source>{0} is there twice; give each line a key of its own.</source>
            <translation>{0} 重复出现；请为每行设定各自的键。</translation>
        </message>
        <message>
            <source>{0} does not go with a {1}; correct one of the two.</source>
            <translation>{0} 与{1}不相配；请更正其一。</translation>
        </message>
        <message>
            <source>{0} does not go with a {1}; enter {2}.</source>
            <translation>{0} 与{1}不匹配；请输入 {2}。</translation>
        </message>
        <message>
            <source>high</source>
            <translation>高</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <source>low</source>
            <translation>低</translation>
        </message>
        <message>
            <source>with estimates</source>
            <translation>含估计值</translation>
        </message>
        <message>
            <source>needs figures</source>
            <translation>缺少数据</translation>
        </message>
        <message>
            <source>ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>{0} is not in accelerators.csv or is here twice; correct the key.</source>
            <translation>{0} 不在 accelerators.csv 中，或在此重复出现；请更正键值。</translation>
        </message>
        <message>
            <source>the scale-up link as the catalogue prints it</source>
            <translation>目录所列的纵向扩展链路</translation>
        </message>
        <message>
            <source>assumed 100 Gbit/s between sites; enter your own</source>
            <translation>假定站点之间为 100 Gbit/s；请输入实际值</translation>
        </message>
        <message>
            <source>The share that other work pays is {0}; enter 0 to 1.</source>
            <translation>其他工作承担的比例为 {0}；请输入 0 至 1。</translation>
        </message>
        <message>
            <source>The first day is {0}; enter 0 (the plan's start) or later.</source>
            <translation>起始日为 {0}；请输入 0（计划开始）或更晚。</translation>
        </message>
        <message>
            <source>The last day ({0}) is not after the first ({1}); enter a later one.</source>
            <translation>结束日（{0}）不晚于起始日（{1}）；请输入更晚的日子。</translation>
        </message>
        <message>
            <source>{0}: the pool has no devices; set at least one node.</source>
            <translation>{0}：资源池没有设备；请至少设置一个节点。</translation>
        </message>
        <message>
            <source>device direct</source>
            <translation>设备直连</translation>
        </message>
        <message>
            <source>through host</source>
            <translation>经由主机</translation>
        </message>
        <message>
            <source>wide area</source>
            <translation>广域网</translation>
        </message>
        <message>
            <source>bought</source>
            <translation>购买</translation>
        </message>
        <message>
            <source>owned</source>
            <translation>自有</translation>
        </message>
        <message>
            <source>released</source>
            <translation>释放</translation>
        </message>
        <message>
            <source>held</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>lent</source>
            <translation>出借</translation>
        </message>
        <message>
            <source>other use</source>
            <translation>其他用途</translation>
        </message>
        <message>
            <source>{0}: the price is {1}; enter zero or more.</source>
            <translation>{0}：价格为 {1}；请输入零或更大的值。</translation>
        </message>
        <message>
            <source>{0}: what its energy costs is unknown because its power is; choose a node design with a power, or enter a rent per device-hour.</source>
            <translation>{0}：功率未知，因此能源成本未知；请选择有功率的节点设计，或输入每设备小时租金。</translation>
        </message>
        <message>
            <source>{0}: the power of what is owned is unknown; choose a node design with a power.</source>
            <translation>{0}：自有设备的功率未知；请选择有功率的节点设计。</translation>
        </message>
        <message>
            <source>{0}: what upkeep and staff of the owned devices cost is unknown; enter it per hour.</source>
            <translation>{0}：自有设备的维护与人员费用未知；请按每小时输入。</translation>
        </message>
        <message>
            <source>goodput of the provider</source>
            <translation>服务商的有效吞吐</translation>
        </message>
        <message>
            <source>Epoch AI, cost of training (2024)</source>
            <translation>Epoch AI，训练成本（2024）</translation>
        </message>
        <message>
            <source>PUE is {0}; enter 1 or more: total over server power.</source>
            <translation>PUE 为 {0}；请输入 1 或更大的值：总功率与服务器功率之比。</translation>
        </message>
        <message>
            <source>load while waiting</source>
            <translation>空闲时负载</translation>
        </message>
        <message>
            <source>The {0} is {1}; enter a share of 0 to 1.</source>
            <translation>{0}为 {1}；请输入 0 至 1 的比例。</translation>
        </message>
        <message>
            <source>price per hour x hours</source>
            <translation>每小时价格 x 小时数</translation>
        </message>
        <message>
            <source>paid once</source>
            <translation>一次性支付</translation>
        </message>
        <message>
            <source>Rent of {0}</source>
            <translation>{0} 的租金</translation>
        </message>
        <message>
            <source>Ownership of {0}</source>
            <translation>{0} 的持有成本</translation>
        </message>
        <message>
            <source>Running of {0}</source>
            <translation>{0} 的运行费用</translation>
        </message>
        <message>
            <source>Waiting of {0}</source>
            <translation>{0} 的空闲费用</translation>
        </message>
        <message>
            <source>Other use of {0}</source>
            <translation>{0} 的其他用途</translation>
        </message>
        <message>
            <source>maintenance and staff</source>
            <translation>维护与人员</translation>
        </message>
        <message>
            <source>value decay</source>
            <translation>折旧</translation>
        </message>
        <message>
            <source>Server overhead and network share: Epoch AI, cost of training (2024); residual value, rate, life, utilisation and upkeep: working assumptions</source>
            <translation>服务器附加成本与网络份额：Epoch AI，训练成本（2024）；残值、折现率、年限、利用率和维护：工作假设</translation>
        </message>
        <message>
            <source>Utilisation is {0}; enter a share above 0 and at most 1.</source>
            <translation>利用率为 {0}；请输入大于 0 且不超过 1 的比例。</translation>
        </message>
        <message>
            <source>The life of what is bought is {0} years; enter more than 0.</source>
            <translation>所购设备的使用年限为 {0} 年；请输入大于 0 的值。</translation>
        </message>
        <message>
            <source>The network's share is {0}; enter 0 or more and less than 1.</source>
            <translation>网络份额为 {0}；请输入不小于 0 且小于 1 的值。</translation>
        </message>
        <message>
            <source>annuity</source>
            <translation>年金</translation>
        </message>
        <message>
            <source>single point of failure</source>
            <translation>单点故障</translation>
        </message>
        <message>
            <source>moderate</source>
            <translation>中等</translation>
        </message>
        <message>
            <source>single</source>
            <translation>单一</translation>
        </message>
        <message>
            <source>dominated</source>
            <translation>一家主导</translation>
        </message>
        <message>
            <source>dual</source>
            <translation>双供应商</translation>
        </message>
        <message>
            <source>diversified</source>
            <translation>多元</translation>
        </message>
        <message>
            <source>balanced</source>
            <translation>均衡</translation>
        </message>
        <message>
            <source>dominant</source>
            <translation>主导</translation>
        </message>
        <message>
            <source>critical</source>
            <translation>危险</translation>
        </message>
        <message>
            <source>weak</source>
            <translation>薄弱</translation>
        </message>
        <message>
            <source>acceptable</source>
            <translation>可接受</translation>
        </message>
        <message>
            <source>robust</source>
            <translation>稳健</translation>
        </message>
        <message>
            <source>HBM supplier</source>
            <translation>HBM 供应商</translation>
        </message>
        <message>
            <source>software stack</source>
            <translation>软件栈</translation>
        </message>
        <message>
            <source>spend</source>
            <translation>支出</translation>
        </message>
        <message>
            <source>rise by {0}</source>
            <translation>上涨 {0}</translation>
        </message>
        <message>
            <source>fall by {0}</source>
            <translation>下跌 {0}</translation>
        </message>
        <message>
            <source>On day {0} {1} of the tokens are left; planned anew, {2} work them from day {3} on, in {4} days.</source>
            <translation>第 {0} 天还剩 {1} 的词元；重新规划后，由 {2} 从第 {3} 天起用 {4} 天完成。</translation>
        </message>
        <message>
            <source>, then </source>
            <translation>，然后 </translation>
        </message>
        <message>
            <source>The run ends {0} days sooner than planned because {1} {2} are rented beside what is left.</source>
            <translation>因为除剩余设备外还租用了 {1} 台 {2}，运行比计划早 {0} 天结束。</translation>
        </message>
        <message>
            <source>That is {0} days sooner than the plan, which does not take this way: {1}.</source>
            <translation>这比计划早 {0} 天，而计划未采用这种方式：{1}。</translation>
        </message>
        <message>
            <source>The run ends {0} days sooner than planned because {1} is no longer worked in turn: {2} trains faster without it.</source>
            <translation>训练比计划提前 {0} 天结束，因为 {1} 不再依次参与训练：没有它，{2} 训练得更快。</translation>
        </message>
        <message>
            <source>The run ends {0} days sooner than planned because {1} works {2} instead of {3} of the tokens in turn: {4}.</source>
            <translation>训练比计划提前 {0} 天结束，因为 {1} 依次承担的词元由 {3} 变为 {2}：{4}。</translation>
        </message>
        <message>
            <source>From day {0} on {1} of {2}'s devices at work fail a year</source>
            <translation>从第 {0} 天起，{2} 在用的设备每年有 {1} 发生故障</translation>
        </message>
        <message>
            <source>{0} and are not replaced: all have failed before the run ends, and nothing else takes over.</source>
            <translation>{0}且不更换：训练结束前已全部故障，也没有其他设备接手。</translation>
        </message>
        <message>
            <source>{0} and are not replaced, so the rest takes {1} instead of {2} days. Failed devices stay paid for.</source>
            <translation>{0}且不更换，因此剩余部分需要 {1} 天而不是 {2} 天。故障设备仍需付费。</translation>
        </message>
        <message>
            <source>The run has ended by day {0}; what happens on day {1} costs nothing.</source>
            <translation>训练在第 {0} 天前已结束；第 {1} 天发生的事不产生费用。</translation>
        </message>
        <message>
            <source>{0} takes no part here.</source>
            <translation>{0} 未参与其中。</translation>
        </message>
        <message>
            <source>Every device of {0} is owned or has come by then, so the run goes on as planned.</source>
            <translation>{0} 的设备均为自有或届时已到货，因此训练按计划继续。</translation>
        </message>
        <message>
            <source>{0} works nothing more after day {1}, so the run goes on as planned.</source>
            <translation>{0} 在第 {1} 天之后不再承担训练，因此训练按计划继续。</translation>
        </message>
        <message>
            <source>{0} {1} replace what is lost, from day {2} on and {3} more expensive.</source>
            <translation>{0} 个 {1} 从第 {2} 天起替换所失去的设备，价格高 {3}。</translation>
        </message>
        <message>
            <source>Without {0} nothing is left to train on, and the plan names no accelerator of another supplier to rent in its place.</source>
            <translation>没有 {0} 就没有可用于训练的设备，而计划中没有可租来替代的其他供应商的加速器。</translation>
        </message>
        <message>
            <source>What {0} supplied stays held and costs {1} more by its terms.</source>
            <translation>{0} 所供应的设备仍被占用，按条款还需支付 {1}。</translation>
        </message>
        <message>
            <source>From day {0} on the rents of {1} {2}.</source>
            <translation>从第 {0} 天起，{1} 的租金{2}。</translation>
        </message>
        <message>
            <source>What {0} supplies is bought, owned or reserved here and keeps its price.</source>
            <translation>{0} 供应的设备在此为购买、自有或预留，价格不变。</translation>
        </message>
        <message>
            <source>The windows of the node groups close before the run ends, so it never does.</source>
            <translation>节点组的可用时段在训练结束前就已关闭，因此训练无法完成。</translation>
        </message>
        <message>
            <source>From day {0} on {1} works at {2} of the planned rate.</source>
            <translation>从第 {0} 天起，{1} 的速率降为计划的 {2}。</translation>
        </message>
        <message>
            <source>From day {0} on devices fail {1} times as often.</source>
            <translation>从第 {0} 天起，设备故障频率为原来的 {1} 倍。</translation>
        </message>
        <message>
            <source>From day {0} on prices in {1} {2} in the plan's currency.</source>
            <translation>从第 {0} 天起，以 {1} 计的价格折合计划货币{2}。</translation>
        </message>
        <message>
            <source>{0}'s devices come {1} days late; planned anew with that, the run ends on day {2}.</source>
            <translation>{0} 的设备晚到 {1} 天；据此重新规划，训练在第 {2} 天结束。</translation>
        </message>
        <message>
            <source>The work costs {0} less than planned because {1} does {2} instead of {3} of it.</source>
            <translation>训练比计划少花 {0}，因为 {1} 承担其中的 {2} 而不是 {3}。</translation>
        </message>
        <message>
            <source>What {0} supplies is not paid for before it comes, {1} less.</source>
            <translation>{0} 供应的设备到货前无需付费，少付 {1}。</translation>
        </message>
        <message>
            <source>What is held is paid for {0} days less, {1}.</source>
            <translation>所占用的设备少付费 {0} 天，即 {1}。</translation>
        </message>
        <message>
            <source>After day {0} these models are assigned anew, from day {1} on: {2}.</source>
            <translation>第 {0} 天之后，以下模型自第 {1} 天起重新分配：{2}。</translation>
        </message>
        <message>
            <source>{0} on {1} to day {2}</source>
            <translation>{0} 在 {1} 上至第 {2} 天</translation>
        </message>
        <message>
            <source>Later than planned: {0}.</source>
            <translation>晚于计划：{0}。</translation>
        </message>
        <message>
            <source>{0} on day {1} instead of {2}</source>
            <translation>{0} 于第 {1} 天结束（原计划第 {2} 天）</translation>
        </message>
        <message>
            <source>Without {0} these models find no place: {1}.</source>
            <translation>没有 {0}，以下模型无处可训练：{1}。</translation>
        </message>
        <message>
            <source>not covered by the rules held here</source>
            <translation>所收录的规则未涵盖</translation>
        </message>
        <message>
            <source>Export rules at {0}, by arithmetic and not legal advice: {1}.</source>
            <translation>{0}的出口管制（按数值推算，并非法律意见）：{1}。</translation>
        </message>
        <message>
            <source>{0}: under a presumption of denial at {1} by the arithmetic of the export rules ({2}, {3}, {4}); choose other devices, or mark them as available where you know better.</source>
            <translation>{0}：按出口管制规则的数值推算（{2}，{3}，{4}），在{1}属推定拒绝；请选择其他设备，若您确知可以获得，请标记为可用。</translation>
        </message>
        <message>
            <source>{0} Gbit/s</source>
            <translation>{0} Gbit/s</translation>
        </message>
        <message>
            <source>It would end as soon.</source>
            <translation>与所采用的方式相比：结束时间相同。</translation>
        </message>
        <message>
            <source>It would end {0} days {1}.</source>
            <translation>与所采用的方式相比：{1} {0} 天。</translation>
        </message>
        <message>
            <source>It would end as soon and cost as much.</source>
            <translation>与所采用的方式相比：结束时间和费用均相同。</translation>
        </message>
        <message>
            <source>It would end as soon and cost {0} {1}.</source>
            <translation>与所采用的方式相比：结束时间相同，费用{1} {0}。</translation>
        </message>
        <message>
            <source>It would end {0} days {1} and cost as much.</source>
            <translation>与所采用的方式相比：{1} {0} 天，费用相同。</translation>
        </message>
        <message>
            <source>It would end {0} days {1} and cost {2} {3}.</source>
            <translation>与所采用的方式相比：{1} {0} 天，费用{3} {2}。</translation>
        </message>
        <message>
            <source>{0} stays in the fleet without a token: with it at work the run would end later.</source>
            <translation>{0} 留在机群中但不训练任何词元：若让它也参与，训练会结束得更晚。</translation>
        </message>
        <message>
            <source>{0} stays in the fleet without a token: its devices have no room for the outer copy and momentum, {1} bytes a parameter.</source>
            <translation>{0} 留在机群中但不训练任何词元：其设备放不下外层副本和动量（每个参数 {1} 字节）。</translation>
        </message>
        <message>
            <source>The model has no experts that could stand apart.</source>
            <translation>该模型没有可以分离的专家。</translation>
        </message>
        <message>
            <source>The pools run different software stacks ({0}); an exchange in every layer needs one.</source>
            <translation>资源池运行不同的软件栈（{0}）；逐层交换需要同一软件栈。</translation>
        </message>
        <message>
            <source>No split into stages fits: the early ones keep too many micro-batches in flight, or a pool is too small or too slow for one whole layer.</source>
            <translation>没有可行的阶段划分：前面的阶段有过多在途微批次，或某个资源池太小、太慢，容不下一整层。</translation>
        </message>
        <message>
            <source>{0} is chosen and cannot run here: {1} Shown is {2} alone. Give the other pools more nodes, or choose auto.</source>
            <translation>已选择“{0}”，但在此无法运行：{1} 所示为仅用 {2} 的结果。请为其他池增加节点，或选择“自动”。</translation>
        </message>
        <message>
            <source>{0} is chosen, and on several of these pools it would end later than on one. Shown is {1} alone. Give the other pools more nodes, or choose auto.</source>
            <translation>已选择“{0}”，但用其中多个资源池会比只用一个结束得更晚。所示为仅用 {1} 的结果。请为其他池增加节点，或选择“自动”。</translation>
        </message>
        <message>
            <source>On several of the pools it would end later than on the fastest alone.</source>
            <translation>用多个资源池会比只用最快的一个结束得更晚。</translation>
        </message>
        <message>
            <source>No form of it is earlier or cheaper than the way taken.</source>
            <translation>其任何形式都不比所采用的方式更早或更便宜。</translation>
        </message>
        <message>
            <source>A pool has no room for the outer copy and momentum, {0} bytes a parameter over its devices.</source>
            <translation>有资源池容不下外层副本与动量（按其设备分摊，每参数 {0} 字节）。</translation>
        </message>
        <message>
            <source>Exchanging the models takes {0} s, longer than a round of {1} s; more inner steps or a faster link would help.</source>
            <translation>交换模型需 {0} 秒，长于一轮的 {1} 秒；增加内层步数或更快的链路会有帮助。</translation>
        </message>
        <message>
            <source>A pipeline is searched over at most {0} pools: over more its search takes too long.</source>
            <translation>流水线最多在 {0} 个资源池上搜索：资源池再多，搜索耗时过长。</translation>
        </message>
        <message>
            <source>The speed of this pipeline is a bound: over {0} pools only the most hopeful of its combinations were tried, and another may be faster.</source>
            <translation>该流水线的速度是一个下界：在 {0} 个资源池上只尝试了最有希望的组合，可能还有更快的组合。</translation>
        </message>
        <message>
            <source>Fewer than two pools can train at the same time.</source>
            <translation>能同时训练的资源池不足两个。</translation>
        </message>
        <message>
            <source>Whole micro-batches on all replicas of these pools do not sum to the global batch; change the batch or the number of nodes.</source>
            <translation>这些池全部副本上的整数个微批之和无法等于全局批大小；请更改批大小或节点数。</translation>
        </message>
        <message>
            <source>Too small to hold the model alone, and no joined way takes them: {0}.</source>
            <translation>单独容不下模型，也没有联合方式可用：{0}。</translation>
        </message>
        <message>
            <source>A link between pools carries {0} per device of its smaller pool, below the advised {1}: every step waits for it.</source>
            <translation>资源池间的链路对较小一方每设备只有 {0}，低于建议的 {1}：每一步都要等待它。</translation>
        </message>
        <message>
            <source>The pools stand at different sites ({0}), and every step waits for the links between them.</source>
            <translation>资源池位于不同站点（{0}），每一步都要等待它们之间的链路。</translation>
        </message>
        <message>
            <source>Traffic between the pools passes through the hosts, which leaves {0} of the computed rate.</source>
            <translation>资源池之间的流量经由主机，只剩计算所得速率的 {0}。</translation>
        </message>
        <message>
            <source>No published stack joins {0} and {1}; traffic is taken to pass through the hosts.</source>
            <translation>没有公开的软件栈能连接 {0} 与 {1}；假定流量经由主机。</translation>
        </message>
        <message>
            <source>unknown software</source>
            <translation>未知软件</translation>
        </message>
        <message>
            <source>The batch of {0} tokens is small: up to {1}, exchanging gradients moves more bytes than a pipeline's activations.</source>
            <translation>批次 {0} 词元较小：在 {1} 以内，交换梯度的字节数多于流水线的激活值。</translation>
        </message>
        <message>
            <source>No published run above {0} billion parameters has trained its copies apart.</source>
            <translation>尚无公开的 {0}0 亿参数以上的训练将副本分开进行。</translation>
        </message>
        <message>
            <source>It changes the optimiser, so it is taken only when chosen.</source>
            <translation>它会改变优化器，因此仅在选定时采用。</translation>
        </message>
        <message>
            <source>{0}: the {1} peak rate is unknown; enter it with its source in the catalogue card or choose another precision.</source>
            <translation>{0}：{1} 峰值速率未知；请在目录卡片中连同来源输入，或选择其他精度。</translation>
        </message>
        <message>
            <source>{0}: the {1} is unknown; enter it with its source in the catalogue card.</source>
            <translation>{0}：{1}未知；请在目录卡片中连同来源输入。</translation>
        </message>
        <message>
            <source>{0} does not train in {1}; choose another precision.</source>
            <translation>{0} 不支持以 {1} 训练；请选择其他精度。</translation>
        </message>
        <message>
            <source>{0} does not train in {1}; run this pool in {2} ({3} scaling).</source>
            <translation>{0} 不支持以 {1} 训练；请让该资源池以 {2}（{3} 缩放）运行。</translation>
        </message>
        <message>
            <source>{0} does not train in {1}; run this pool in {2}.</source>
            <translation>{0} 不支持以 {1} 训练；请让该资源池以 {2} 运行。</translation>
        </message>
        <message>
            <source>{0}: {1} does not fit in {2} devices; the leanest layout is {3} GiB over the {4} GiB that may be planned on one device, most of it {5} ({6} GiB); use more devices, or ones with more memory.</source>
            <translation>{0}：{1} 放不进 {2} 个设备；最精简的布局比单设备可规划的 {4} GiB 超出 {3} GiB，其中大部分是{5}（{6} GiB）；请使用更多设备，或显存更大的设备。</translation>
        </message>
        <message>
            <source>{0}: {1} does not fit in {2} devices; the leanest layout on {3} of them is {4} GiB over the {5} GiB that may be planned on one device, most of it {6} ({7} GiB); use more devices, or ones with more memory.</source>
            <translation>{0}：{1} 放不进 {2} 个设备；用其中 {3} 个设备的最精简布局比单设备可规划的 {5} GiB 超出 {4} GiB，其中大部分是{6}（{7} GiB）；请使用更多设备，或显存更大的设备。</translation>
        </message>
        <message>
            <source>{0} has no {1} units; run this pool in {2}.</source>
            <translation>{0} 没有 {1} 单元；请将该池以 {2} 训练。</translation>
        </message>
        <message>
            <source>The budget is not checked: {0}</source>
            <translation>未检查预算：{0}</translation>
        </message>
        <message>
            <source>No node group has nodes; set the nodes of at least one group.</source>
            <translation>没有任何节点组含有节点；请至少为一个组设置节点数。</translation>
        </message>
        <message>
            <source>No baseline is set; choose one to see a saving.</source>
            <translation>未设置基准；选择一个即可查看节省。</translation>
        </message>
        <message>
            <source>{0}: no split of {1} devices divides the global batch of {2} sequences; change the batch or the node count so that one divides the other.</source>
            <translation>{0}：{1} 个设备的任何划分都不能整除 {2} 个序列的全局批次；请更改批次或节点数，使其一可整除另一。</translation>
        </message>
        <message>
            <source>{0}: the states of this run are sharded {1}, which MindSpeed-LLM does not start; shard the optimiser alone.</source>
            <translation>{0}：本次训练的状态按 {1} 切分，MindSpeed-LLM 无法以此启动；请仅切分优化器。</translation>
        </message>
        <message>
            <source>{0}: {1} devices cannot be divided among the {2} heads, {3} layers and {4} experts of {5}; change the node count.</source>
            <translation>{0}：{1} 个设备无法在 {5} 的 {2} 个注意力头、{3} 层和 {4} 个专家之间划分；请更改节点数。</translation>
        </message>
        <message>
            <source>{0}: no number of nodes gives a layout.</source>
            <translation>{0}：任何节点数都得不出布局。</translation>
        </message>
        <message>
            <source>{0}: at its rate the run takes more than {1} days; add nodes, train fewer tokens or check how often and how long it stops.</source>
            <translation>{0}：按其速率，训练需超过 {1} 天；请增加节点、减少训练词元数，或检查其中断的频率与时长。</translation>
        </message>
        <message>
            <source>No exchange rate from {0} to {1} is entered; add one with its date.</source>
            <translation>未输入 {0} 兑 {1} 的汇率；请连同日期添加。</translation>
        </message>
        <message>
            <source>{0}: no price is entered; choose an offer or enter a rent.</source>
            <translation>{0}：未输入价格；请选择报价或输入租金。</translation>
        </message>
        <message>
            <source>A link between the pools has no bandwidth; enter its bytes per second.</source>
            <translation>资源池之间的链路没有带宽；请输入其每秒字节数。</translation>
        </message>
        <message>
            <source>Shares of spend need every pool's price; enter it or use compute.</source>
            <translation>按支出计算份额需要每个资源池的价格；请输入价格，或改用算力。</translation>
        </message>
        <message>
            <source>The cost is unknown because a price is missing.</source>
            <translation>因缺少价格，成本未知。</translation>
        </message>
        <message>
            <source>{0} is marked as not available at the site</source>
            <translation>{0} 被标记为在该站点不可用</translation>
        </message>
        <message>
            <source>{0} is marked as limited to {1} devices at the site</source>
            <translation>{0} 被标记为在该站点限 {1} 台设备</translation>
        </message>
        <message>
            <source>{0} is under a presumption of denial at {1} by the arithmetic of the export rules</source>
            <translation>按出口管制规则的数值推算，{0}在{1}属推定拒绝</translation>
        </message>
        <message>
            <source>has no {0} units</source>
            <translation>没有 {0} 计算单元</translation>
        </message>
        <message>
            <source>{0}; trains in {1}</source>
            <translation>{0}；以 {1} 训练</translation>
        </message>
        <message>
            <source>as soon</source>
            <translation>同时完成</translation>
        </message>
        <message>
            <source>{0} days later</source>
            <translation>晚 {0} 天</translation>
        </message>
        <message>
            <source>{0} days earlier</source>
            <translation>提前 {0} 天</translation>
        </message>
        <message>
            <source>as dear</source>
            <translation>成本相同</translation>
        </message>
        <message>
            <source>{0} dearer</source>
            <translation>贵 {0}</translation>
        </message>
        <message>
            <source>{0} cheaper</source>
            <translation>便宜 {0}</translation>
        </message>
        <message>
            <source>1 day</source>
            <translation>1 天</translation>
        </message>
        <message>
            <source>{0} days</source>
            <translation>{0} 天</translation>
        </message>
        <message>
            <source>delivered compute</source>
            <translation>交付算力</translation>
        </message>
        <message>
            <source>{0}: {1} tokens/s per device are {2} times what the model says; is the rate of one device, and are layout, batch and recipe as in the run?</source>
            <translation>{0}：每设备 {1} 词元/秒是模型所得的 {2} 倍；这是单个设备的速率吗？布局、批次和配方是否与该次运行一致？</translation>
        </message>
        <message>
            <source> As far from the model are {0} more measured runs.</source>
            <translation> 另有 {0} 次实测运行与模型相差同样远。</translation>
        </message>
        <message>
            <source>The numbers of nodes are estimates; the bands hold {0} times as many.</source>
            <translation>节点数为估计值；误差带涵盖其 {0} 倍。</translation>
        </message>
        <message>
            <source>The numbers of nodes of {0} are estimates; the bands hold {1} times as many.</source>
            <translation>{0} 的节点数为估计值；误差带涵盖其 {1} 倍。</translation>
        </message>
        <message>
            <source>{0} rests on estimates, not on published figures: {1}.</source>
            <translation>{0} 依据的是估计值而非公布值：{1}。</translation>
        </message>
        <message>
            <source>{0} rests on estimates, not on published figures: {1}; the {2} moves its rate most, by a factor of {3}.</source>
            <translation>{0} 依据的是估计值而非公布值：{1}；其中{2}对速率影响最大，可相差 {3} 倍。</translation>
        </message>
        <message>
            <source>{0} The pool is left out of every figure of speed.</source>
            <translation>{0}该资源池未计入任何速度数值。</translation>
        </message>
        <message>
            <source>{0} is left out of every figure of speed: {1}</source>
            <translation>{0} 未计入任何速度数值：{1}</translation>
        </message>
        <message>
            <source>The {0} HHI is {1} points; the cap is {2} points.</source>
            <translation>{0} HHI 为 {1} 点；上限为 {2} 点。</translation>
        </message>
        <message>
            <source>{0} has {1} of {2}; the cap on each {3} is {4}.</source>
            <translation>{0} 占{2}的 {1}；单一{3}的上限为 {4}。</translation>
        </message>
        <message>
            <source>{0}: 1 of {1} nodes stays idle and is paid for; {2} nodes train as fast, {3} fewer.</source>
            <translation>{0}：{1} 个节点中有 1 个闲置但仍需付费；{2} 个节点训练同样快，可少用 {3}。</translation>
        </message>
        <message>
            <source>{0}: {1} of {2} nodes stay idle and are paid for; {3} nodes train as fast, {4} fewer.</source>
            <translation>{0}：{2} 个节点中有 {1} 个闲置但仍需付费；{3} 个节点训练同样快，可少用 {4}。</translation>
        </message>
        <message>
            <source>{0}: 1 of the {1} devices of each node stays idle and is paid for; the other {2} train faster than all.</source>
            <translation>{0}：每个节点的 {1} 个设备中有 1 个空闲但仍计费；只用其余 {2} 个比全部使用训练得更快。</translation>
        </message>
        <message>
            <source>{0}: {1} of the {2} devices of each node stay idle and are paid for; the other {3} train faster than all.</source>
            <translation>{0}：每个节点的 {2} 个设备中有 {1} 个空闲但仍计费；只用其余 {3} 个比全部使用训练得更快。</translation>
        </message>
        <message>
            <source>{0}, but the plan has {1} of it.</source>
            <translation>{0}，但计划中有 {1} 台。</translation>
        </message>
        <message>
            <source>The run costs {0}; the budget is {1}.</source>
            <translation>训练成本为 {0}；预算为 {1}。</translation>
        </message>
        <message>
            <source>The fleet draws up to {0} MW at once; the limit is {1} MW.</source>
            <translation>机群同一时刻的功率最高为 {0} MW；限制为 {1} MW。</translation>
        </message>
        <message>
            <source>The power of a pool is unknown, so the power limit is not checked; enter its TDP or server power.</source>
            <translation>某个资源池的功率未知，因此未检查功率限制；请输入其 TDP 或服务器功率。</translation>
        </message>
        <message>
            <source>{0} is required but takes no part.</source>
            <translation>{0} 为必需，但未参与。</translation>
        </message>
        <message>
            <source>{0} is excluded but takes part.</source>
            <translation>{0} 已被排除，但仍参与。</translation>
        </message>
        <message>
            <source>{0} does not fit the model alone; it fits as {1} of the {2} stages.</source>
            <translation>{0} 单独容不下模型；可作为 {2} 个阶段中的 {1} 个。</translation>
        </message>
        <message>
            <source>Fewer nodes train as fast, the others stay idle and are paid for: {0}.</source>
            <translation>较少的节点训练同样快，其余节点闲置但仍需付费：{0}。</translation>
        </message>
        <message>
            <source>{0} {1} of {2}</source>
            <translation>{0} {2} 中的 {1}</translation>
        </message>
        <message>
            <source>{0}: frameworks refuse an interleaved pipeline of {1} stages with {2} micro-batches; it needs as many micro-batches as stages.</source>
            <translation>{0}：框架不接受 {1} 个阶段、{2} 个微批次的交错流水线；微批次数至少须与阶段数相等。</translation>
        </message>
        <message>
            <source>{0}: at the low end of the {1} the model does not fit.</source>
            <translation>{0}：若{1}取估计的低值，则容不下模型。</translation>
        </message>
        <message>
            <source>Prices of dates {0} days apart are compared ({1} of {2}, {3} of {4}); choose prices of one time.</source>
            <translation>所比较的价格日期相差 {0} 天（{1}：{2}，{3}：{4}）；请选择同一时期的价格。</translation>
        </message>
        <message>
            <source>No source says that {0} trains in {1}; its figures take it that it does.</source>
            <translation>没有来源说明 {0} 能以 {1} 训练；相关数字按其支持计算。</translation>
        </message>
        <message>
            <source>{0} does not train in {1}: the baseline {2} is planned in {3}.</source>
            <translation>{0} 不支持以 {1} 训练：基线“{2}”按 {3} 规划。</translation>
        </message>
        <message>
            <source>{0} has no launch file as it is planned. {1}</source>
            <translation>{0} 按此规划没有可用的启动文件。{1}</translation>
        </message>
        <message>
            <source>{0} rests on estimated figures.</source>
            <translation>{0} 依据的是估计值。</translation>
        </message>
        <message>
            <source>The shape of {0} is reconstructed, not published.</source>
            <translation>{0} 的结构是重建的，并非公布值。</translation>
        </message>
        <message>
            <source>The {0} of {1} of {2} is unknown; all unknown names of a layer are counted as one.</source>
            <translation>{2} 中 {1} 的{0}未知；同一层的所有未知名称计为一个。</translation>
        </message>
        <message>
            <source>The run takes {0} days; the deadline is {1}.</source>
            <translation>训练需要 {0} 天；期限为 {1}。</translation>
        </message>
        <message>
            <source> Too small to hold the model alone: {0}; give it more nodes.</source>
            <translation> 太小，无法单独容纳模型：{0}；请为其增加节点。</translation>
        </message>
        <message>
            <source> {0} is chosen, so no other way of working together was weighed.</source>
            <translation>已选择“{0}”，因此未权衡其他共同工作的方式。</translation>
        </message>
        <message>
            <source>No division of the tokens keeps {0} shares at {1}.</source>
            <translation>没有任何词元分配能使{0}份额保持在 {1}。</translation>
        </message>
        <message>
            <source> The smallest cap that can be kept is {0}.</source>
            <translation>可达到的最小上限为 {0}。</translation>
        </message>
        <message>
            <source>No division of the tokens keeps {0} shares at {1} within {2}.</source>
            <translation>没有任何词元分配能在 {2} 内使{0}份额保持在 {1}。</translation>
        </message>
        <message>
            <source> The smallest cap that can be kept within {0} is {1}.</source>
            <translation>在 {0} 内可达到的最小上限为 {1}。</translation>
        </message>
        <message>
            <source> At this cap the earliest end is day {0}.</source>
            <translation>在此上限下最早于第 {0} 天结束。</translation>
        </message>
        <message>
            <source>No division of the tokens keeps the {0} HHI at {1} points.</source>
            <translation>没有任何词元分配能使{0}的 HHI 保持在 {1} 点。</translation>
        </message>
        <message>
            <source> The smallest HHI that can be kept is {0} points.</source>
            <translation> 可达到的最小 HHI 为 {0} 点。</translation>
        </message>
        <message>
            <source>No division of the tokens keeps the {0} HHI at {1} points within {2}.</source>
            <translation>没有任何词元分配能在 {2} 内使{0}的 HHI 保持在 {1} 点。</translation>
        </message>
        <message>
            <source> The smallest HHI that can be kept within {0} is {1} points.</source>
            <translation>在 {0} 内可达到的最小 HHI 为 {1} 点。</translation>
        </message>
        <message>
            <source>No assignment ends within {0}. The shortest programme takes {1} days.</source>
            <translation>没有任何分配能在 {0} 内结束。最短的计划需要 {1} 天。</translation>
        </message>
        <message>
            <source>No timetable ends within {0}; the earliest end is day {1}.</source>
            <translation>没有时间表能在 {0} 内结束；最早于第 {1} 天结束。</translation>
        </message>
        <message>
            <source>The windows of the node groups are too short for the tokens; let a group stay longer or add nodes.</source>
            <translation>节点组的可用时段不足以训练这些词元；请延长某组的时段或增加节点。</translation>
        </message>
        <message>
            <source>With these shares the windows of the node groups close with {0} of the tokens trained; let a group stay longer, add nodes or give it fewer tokens.</source>
            <translation>按这些份额，节点组的时间窗关闭时只训练了 {0} 的词元；请让某个组停留更久、增加节点，或给它更少的词元。</translation>
        </message>
        <message>
            <source>The windows of the node groups close with {0} of the tokens trained; let a group stay longer or add nodes.</source>
            <translation>节点组的可用时段结束时只训练了 {0} 的词元；请延长某组的时段或增加节点。</translation>
        </message>
        <message>
            <source>less than {0}</source>
            <translation>不到 {0}</translation>
        </message>
        <message>
            <source>{0} alone is {1} days earlier and {2} cheaper</source>
            <translation>仅用 {0} 早 {1} 天且便宜 {2}</translation>
        </message>
        <message>
            <source>{0}; this mix buys nothing.</source>
            <translation>{0}；此组合毫无所得。</translation>
        </message>
        <message>
            <source>{0}; this mix buys only a lower largest share ({1} instead of {2}).</source>
            <translation>{0}；此组合只换来较低的最大份额（{1}，而非 {2}）。</translation>
        </message>
        <message>
            <source>{0} days earlier and {1} {2}</source>
            <translation>提前 {0} 天，费用{2} {1}</translation>
        </message>
        <message>
            <source>{0} is chosen and cannot run here: {1} The tokens are divided among pools alone.</source>
            <translation>已选择“{0}”，但在此无法运行：{1}词元由各资源池单独训练。</translation>
        </message>
        <message>
            <source>{0} is chosen, but shares of your own are of pools that work in turn; to use it, let the way divide the tokens.</source>
            <translation>已选择“{0}”，但自定份额针对依次工作的资源池；如要采用，请由工作方式分配词元。</translation>
        </message>
        <message>
            <source>{0} is chosen, but best shares give it no token: pools alone come out better.</source>
            <translation>已选择“{0}”，但最优份额未给其分配词元：各资源池单独训练更优。</translation>
        </message>
        <message>
            <source>Nearest to the deadline is local SGD, on day {0}, {1}; it changes the optimiser, so choose it knowingly.</source>
            <translation>最接近截止期限的是本地 SGD，于第 {0} 天结束，{1}；它会改变优化器，请在知情后选择。</translation>
        </message>
        <message>
            <source>Local SGD would end on day {0}, within the {1}, {2}; it changes the optimiser, so choose it knowingly.</source>
            <translation>本地 SGD 将于第 {0} 天结束，在 {1} 之内，{2}；它会改变优化器，请在知情后选择。</translation>
        </message>
        <message>
            <source>Best shares of the tokens keep the cap: {0}.</source>
            <translation>按最优份额分配词元可满足上限：{0}。</translation>
        </message>
        <message>
            <source>Best shares weighed {0} of {1} ways to work, of each supplier the cheapest and the fastest first; a division with others may be better.</source>
            <translation>最佳份额只比较了 {1} 种工作方式中的 {0} 种，每个供应商先取最便宜和最快的；包含其他方式的分配可能更好。</translation>
        </message>
        <message>
            <source>The shares of the pools that train add up to {0}: each trains its part of that sum.</source>
            <translation>参与训练的资源池的份额之和为 {0}：各池按其在总和中的比例训练。</translation>
        </message>
        <message>
            <source>{0} ({1}) trains no token and costs {2} by its terms.</source>
            <translation>{0}（{1}）未训练任何词元，按条款仍需 {2}。</translation>
        </message>
        <message>
            <source>{0} ({1}) comes on day {2}, after the run's end.</source>
            <translation>{0}（{1}）在第 {2} 天才可用，晚于训练结束。</translation>
        </message>
        <message>
            <source>{0} stays in the fleet without a token.</source>
            <translation>{0} 留在机群中，但没有词元。</translation>
        </message>
        <message>
            <source>The scheduler {0} does not answer any more; see whether it runs, or explore on this machine.</source>
            <translation>调度器 {0} 不再响应；请查看它是否在运行，或在本机探索。</translation>
        </message>
        <message>
            <source>The scheduler {0} has no workers that answer; start some, or explore on this machine.</source>
            <translation>调度器 {0} 没有响应的工作进程；请启动一些，或在本机探索。</translation>
        </message>
        <message>
            <source>The cluster of {0} lost a part of the exploration ({1}); see whether its scheduler and its workers run, then try again.</source>
            <translation>{0} 的集群丢失了一部分探索（{1}）；请查看其调度器和工作进程是否在运行，然后重试。</translation>
        </message>
        <message>
            <source>A Dask scheduler needs the package 'distributed', which is not installed; install it with 'pip install chipfolio[cluster]', or explore on this machine.</source>
            <translation>Dask 调度器需要软件包 'distributed'，但尚未安装；请用 'pip install chipfolio[cluster]' 安装，或在本机探索。</translation>
        </message>
        <message>
            <source>The scheduler {0} does not answer (nothing came in {1} seconds); check its address.</source>
            <translation>调度器 {0} 没有响应（{1} 秒内没有收到任何数据）；请检查其地址。</translation>
        </message>
        <message>
            <source>The scheduler {0} does not answer ({1}); check its address.</source>
            <translation>调度器 {0} 没有响应（{1}）；请检查其地址。</translation>
        </message>
        <message>
            <source>The address {0} cannot be used ({1}); give one such as tcp://host:8786, or set up what it needs for Dask.</source>
            <translation>无法使用地址 {0}（{1}）；请给出形如 tcp://host:8786 的地址，或为 Dask 配置好它所需的内容。</translation>
        </message>
        <message>
            <source>Over a cap on shares</source>
            <translation>超出份额上限</translation>
        </message>
        <message>
            <source>Only its own plan tells whether it keeps a cap on shares; not planned one by one</source>
            <translation>只有其自身的方案才能判断是否满足份额上限；未逐一规划</translation>
        </message>
        <message>
            <source>Only its own plan tells whether it keeps the limits; not planned one by one</source>
            <translation>只有它自己的方案才能说明是否满足各项限制；未逐一规划</translation>
        </message>
        <message>
            <source>{0} is excluded</source>
            <translation>{0} 已被排除</translation>
        </message>
        <message>
            <source>{0} is required</source>
            <translation>{0} 为必需</translation>
        </message>
        <message>
            <source>The power of a pool is unknown</source>
            <translation>某个资源池的功率未知</translation>
        </message>
        <message>
            <source>Over the power limit</source>
            <translation>超出功率限制</translation>
        </message>
        <message>
            <source>{0} is refused: {1}</source>
            <translation>{0}不可采用：{1}</translation>
        </message>
        <message>
            <source>The fleet has no devices</source>
            <translation>机群没有设备</translation>
        </message>
        <message>
            <source>Nothing is spent, so no share of spend can be determined</source>
            <translation>没有任何支出，因此无法得出支出份额</translation>
        </message>
        <message>
            <source>Over the budget</source>
            <translation>超出预算</translation>
        </message>
        <message>
            <source>Past the deadline</source>
            <translation>超过期限</translation>
        </message>
        <message>
            <source>Too few suppliers for the cap</source>
            <translation>供应商太少，无法满足上限</translation>
        </message>
        <message>
            <source>Too few names on the capped layer for its cap</source>
            <translation>受限层面上的名称太少，无法满足其上限</translation>
        </message>
        <message>
            <source>Of {0} fleets only their own plans tell whether they keep the limits; these were not planned one by one, and some might be on the frontier.</source>
            <translation>有 {0} 个机群是否满足限制只能由其各自的计划判定；它们未被逐一规划，其中一些可能位于前沿上。</translation>
        </message>
        <message>
            <source>Of a grid of more than {0} fleets none is ruled out by what it costs and takes at least; explore fewer to have them decided.</source>
            <translation>超过 {0} 个机群的网格不会按最低成本和最短时间排除任何机群；请减少探索的机群数以便逐一判定。</translation>
        </message>
        <message>
            <source>Exact: the one fleet of the grid was evaluated.</source>
            <translation>精确：网格中唯一的集群已评估。</translation>
        </message>
        <message>
            <source>Exact: all {0} fleets of the grid were evaluated.</source>
            <translation>精确：网格中的全部 {0} 个机群均已评估。</translation>
        </message>
        <message>
            <source>Not exact, though the one fleet of the grid was evaluated.</source>
            <translation>不精确，尽管网格中唯一的集群已评估。</translation>
        </message>
        <message>
            <source>Not exact, though all {0} fleets of the grid were evaluated.</source>
            <translation>不精确，尽管网格中全部 {0} 个集群都已评估。</translation>
        </message>
        <message>
            <source>but the limit on evaluated fleets, or on sizes of pools, ended it before it settled</source>
            <translation>但评估机群数量或资源池大小的上限使它在稳定之前结束</translation>
        </message>
        <message>
            <source>down to single steps, until no fleet that differs by one step in one group was better</source>
            <translation>直至单步，直到在一个组中相差一步的集群都不再更优</translation>
        </message>
        <message>
            <source>down to single steps, until no fleet that differs by one step in up to {0} groups was better</source>
            <translation>直至单步，直到在至多 {0} 个组中相差一步的机群都不再更优</translation>
        </message>
        <message>
            <source>Not exact: the grid has {0} fleets, too many to evaluate one by one. The frontier is exact on a coarse grid of {1} fleets (node counts kept: {2}) and was refined around it by halving the steps, {3}. {4} of {5} fleets were evaluated; a better one elsewhere cannot be ruled out.</source>
            <translation>非精确：网格有 {0} 个机群，无法逐一评估。前沿在 {1} 个机群的粗网格上是精确的（保留的节点数：{2}），并在其周围通过步长减半加以细化，{3}。共评估了 {5} 个机群中的 {4} 个；不能排除别处有更优者。</translation>
        </message>
        <message>
            <source>The windows of its groups close before all tokens are trained</source>
            <translation>其节点组的时间窗口在全部词元训练完之前就已关闭</translation>
        </message>
        <message>
            <source>At one cap on the largest supplier the best fleet was planned exactly at its cheapest shares.</source>
            <translation>在最大供应商的 1 个上限下，已按最便宜的份额精确规划了最优集群。</translation>
        </message>
        <message>
            <source>At {0} caps on the largest supplier the best fleet was planned exactly at its cheapest shares.</source>
            <translation>在最大供应商份额的 {0} 个上限下，最优机群均按其成本最低的份额精确规划。</translation>
        </message>
        <message>
            <source>What groups cost while they wait did not choose the fleets at these caps, since there are too many fleets.</source>
            <translation>机群数量过多，选出这些上限下的机群时未计入节点组等待期间的费用。</translation>
        </message>
        <message>
            <source>{0} fleet with groups that cost while they wait was not planned under caps, since so many were; it might be on the frontier.</source>
            <translation>已规划的集群很多，另有 {0} 个含等待期间仍计费节点组的集群未在各上限下规划；它可能在前沿上。</translation>
        </message>
        <message>
            <source>{0} fleets with groups that cost while they wait were not planned under caps, since so many were; some might be on the frontier.</source>
            <translation>已规划的机群很多，另有 {0} 个含等待期间仍计费节点组的机群未在各上限下规划；其中有的可能在前沿上。</translation>
        </message>
        <message>
            <source>Best shares, links of single pairs, batches of its own or interleaved pipelines make other fleets an approximation: {0} of the frontier was planned anew, and differed by {1} of the cost.</source>
            <translation>最佳份额、个别资源池之间的链路、各自的批量或交错流水线使其他机群成为近似：前沿上的 {0} 个已重新规划，费用相差 {1}。</translation>
        </message>
        <message>
            <source>Best shares, links of single pairs, batches of its own or interleaved pipelines make other fleets an approximation: {0} of the frontier were planned anew, and differed by {1} of the cost at most.</source>
            <translation>最佳份额、个别资源池之间的链路、各自的批量或交错流水线使其他机群成为近似：前沿上的 {0} 个已重新规划，费用最多相差 {1}。</translation>
        </message>
        <message>
            <source>{0} fleet was not planned by itself, and its own plan may be sooner or cheaper; it might be on the frontier.</source>
            <translation>{0} 个集群未单独规划，其自身的方案可能更快或更便宜；它可能在前沿上。</translation>
        </message>
        <message>
            <source>{0} fleets were not planned by themselves, and their own plans may be sooner or cheaper; one of them might be on the frontier.</source>
            <translation>{0} 个集群未单独规划，其自身的方案可能更快或更便宜；其中可能有前沿上的集群。</translation>
        </message>
        <message>
            <source>{0} fleet was not planned by itself; the frontier beats it even at what its own plan costs and takes at least.</source>
            <translation>{0} 个集群未单独规划；即使按其自身方案的最低成本和最短天数计算，也被前沿胜过。</translation>
        </message>
        <message>
            <source>{0} fleets were not planned by themselves; the frontier beats each of them even at what its own plan costs and takes at least.</source>
            <translation>{0} 个集群未单独规划；即使按各自方案的最低成本和最短天数计算，也都被前沿胜过。</translation>
        </message>
        <message>
            <source>{0}: from {1} to {2} nodes in steps of {3} leaves nothing to explore; enter fewest, most and a step of at least 1.</source>
            <translation>{0}：从 {1} 到 {2} 个节点、步长 {3} 没有可探索的内容；请输入最少、最多节点数以及不小于 1 的步长。</translation>
        </message>
        <message>
            <source>The cluster has no node groups; add an accelerator to explore mixes.</source>
            <translation>集群没有节点组；请添加加速器以探索组合。</translation>
        </message>
        <message>
            <source>Exploring takes up to {0} pools (accelerators at sites), and the plan has {1}; put nodes of one accelerator at one site, or take some out.</source>
            <translation>探索最多支持 {0} 个资源池（位于各站点的加速器），而计划有 {1} 个；请将同一加速器的节点放在同一站点，或去掉一些。</translation>
        </message>
        <message>
            <source>No limit is in the way; let groups have more nodes, or let other accelerators take part.</source>
            <translation>没有限制造成阻碍；请让各组有更多节点，或加入其他加速器。</translation>
        </message>
        <message>
            <source>No fleet is let in by giving up one limit alone; loosen two or more.</source>
            <translation>只放弃一项限制不足以让任何集群满足要求；请放宽两项或更多。</translation>
        </message>
        <message>
            <source>the limit on power</source>
            <translation>功率限制</translation>
        </message>
        <message>
            <source>the caps on shares</source>
            <translation>份额上限</translation>
        </message>
        <message>
            <source>required suppliers</source>
            <translation>必选供应商的要求</translation>
        </message>
        <message>
            <source>excluded suppliers</source>
            <translation>排除供应商的限制</translation>
        </message>
        <message>
            <source>what the site allows of accelerators</source>
            <translation>站点对加速器的限制</translation>
        </message>
        <message>
            <source>Without {0} one fleet keeps every other limit.</source>
            <translation>若取消{0}，有 1 个集群满足其余全部限制。</translation>
        </message>
        <message>
            <source>Without {0} {1} fleets keep every other limit.</source>
            <translation>若取消{0}，有 {1} 个集群满足其余全部限制。</translation>
        </message>
        <message>
            <source>A deadline of {0} days lets in a fleet that keeps every other limit; a shorter one may let one in too.</source>
            <translation>期限为 {0} 天时，有一个满足其他所有限制的集群可入选；更短的期限也可能使某个集群入选。</translation>
        </message>
        <message>
            <source>A deadline of {0} days lets in the one fleet that keeps every other limit.</source>
            <translation>期限放宽到 {0} 天，唯一满足其余限制的集群即可行。</translation>
        </message>
        <message>
            <source>A deadline of {0} days lets in the first of {1} fleets that keep every other limit.</source>
            <translation>期限放宽到 {0} 天，满足其余限制的 {1} 个集群中就有第一个可行。</translation>
        </message>
        <message>
            <source>A budget of {0} {1} lets in a fleet that keeps every other limit; a smaller one may let one in too.</source>
            <translation>预算为 {0} {1} 时，有一个满足其他所有限制的集群可入选；更小的预算也可能使某个集群入选。</translation>
        </message>
        <message>
            <source>A budget of {0} {1} lets in the one fleet that keeps every other limit.</source>
            <translation>预算提高到 {0} {1}，唯一满足其余限制的集群即可行。</translation>
        </message>
        <message>
            <source>A budget of {0} {1} lets in the first of {2} fleets that keep every other limit.</source>
            <translation>预算提高到 {0} {1}，满足其余限制的 {2} 个集群中就有第一个可行。</translation>
        </message>
        <message>
            <source>Not planned: so many fleets were planned one by one already</source>
            <translation>未规划：逐个规划的机群已达上限</translation>
        </message>
        <message>
            <source>Not exact: windows, terms or models make each fleet a plan of its own, and the {0} most promising of {1} fleets were planned one by one. {2} might be on the frontier by what each costs and takes at least; explore fewer fleets to be sure.</source>
            <translation>非精确：时间窗口、条款或多个模型使每个集群各成一个计划，{1} 个集群中最有希望的 {0} 个已逐个规划。{2}按其最低费用和最短工期仍可能在前沿上；要确定，请减少探索的集群。</translation>
        </message>
        <message>
            <source>1 fleet that was not planned, or not at all its shares,</source>
            <translation>有 1 个机群未被规划，或未按其全部份额规划，</translation>
        </message>
        <message>
            <source>{0} fleets that were not planned, or not at all their shares,</source>
            <translation>有 {0} 个机群未被规划，或未按其全部份额规划，</translation>
        </message>
        <message>
            <source>Exact: the one fleet that may keep the limits, of {0}, was planned.</source>
            <translation>精确：{0} 个集群中唯一可能满足限制的那个已规划。</translation>
        </message>
        <message>
            <source>Exact: all {0} fleets that may keep the limits, of {1}, were planned one by one.</source>
            <translation>精确：{1} 个机群中可能满足限制的 {0} 个已全部逐个规划。</translation>
        </message>
        <message>
            <source>Exact: 1 of {0} fleets was planned; every other one breaks a limit, or the frontier beats it even at what it costs and takes at least.</source>
            <translation>精确：{0} 个集群中的 1 个已规划；其余每一个要么超出限制，要么即使按其最低费用和最短工期也不及前沿。</translation>
        </message>
        <message>
            <source>Exact: {0} of {1} fleets were planned one by one; every other one breaks a limit, or the frontier beats it even at what it costs and takes at least.</source>
            <translation>精确：{1} 个机群中的 {0} 个已逐个规划；其余每一个要么超出限制，要么即使按其最低费用和最短工期也不及前沿。</translation>
        </message>
        <message>
            <source> This holds on a coarser grid: of {0} fleets {1} were looked at; one of the others may be better.</source>
            <translation> 这一结论适用于较粗的网格：{0} 个机群中查看了 {1} 个；其余之中可能有更好的。</translation>
        </message>
        <message>
            <source>{0}: no layout fits so few devices</source>
            <translation>{0}：设备过少，没有布局可用</translation>
        </message>
        <message>
            <source>{0} node groups of one accelerator at one site vary at once, more than the {1} that can be searched; join some of them, or give them a fixed number of nodes.</source>
            <translation>同一站点、同一加速器的 {0} 个节点组同时变化，超过可搜索的 {1} 个；请合并其中一些，或为它们设定固定的节点数。</translation>
        </message>
        <message>
            <source>{0} node groups vary at once, more than the {1} that can be searched; give some of them a fixed number of nodes.</source>
            <translation>{0} 个节点组同时变化，超过可搜索的 {1} 个；请为其中一些设定固定的节点数。</translation>
        </message>
        <message>
            <source>A price is unknown</source>
            <translation>有价格未知</translation>
        </message>
        <message>
            <source>No division of its tokens keeps the caps in time</source>
            <translation>没有任何词元分配能在期限内满足上限</translation>
        </message>
        <message>
            <source>Exploring limits the largest supplier or the suppliers' HHI, not both; take one limit away.</source>
            <translation>探索时只能限制最大供应商或供应商 HHI 之一；请去掉一个限制。</translation>
        </message>
        <message>
            <source>Not on the frontier by what it costs or takes at least; not planned one by one</source>
            <translation>按其最低费用或最短工期也到不了前沿；未逐个规划</translation>
        </message>
        <message>
            <source>The exploration was cancelled.</source>
            <translation>探索已取消。</translation>
        </message>
        <message>
            <source>Tokens per second</source>
            <translation>每秒词元数</translation>
        </message>
        <message>
            <source>Seconds a step</source>
            <translation>每步秒数</translation>
        </message>
        <message>
            <source>Cost per trillion tokens</source>
            <translation>每万亿词元成本</translation>
        </message>
        <message>
            <source>Saving against the baseline</source>
            <translation>相对基准的节省</translation>
        </message>
        <message>
            <source>Largest supplier's share</source>
            <translation>最大供应商份额</translation>
        </message>
        <message>
            <source>Effective number of suppliers</source>
            <translation>有效供应商数</translation>
        </message>
        <message>
            <source>N-1 retention</source>
            <translation>N-1 保留率</translation>
        </message>
        <message>
            <source>Model FLOP utilisation, healthy</source>
            <translation>模型浮点利用率（MFU，无故障步）</translation>
        </message>
        <message>
            <source>Megatron-Bridge has no recipe with LoRA of {0}, and no other launch file of Chipfolio trains adapters on CUDA; write a recipe of your own in Megatron-Bridge whose peft is LoRA(dim={1}, target_modules={2}), with this plan's sizes and batch.</source>
            <translation>Megatron-Bridge 没有 {0} 的 LoRA 配方，Chipfolio 的其他启动文件也不在 CUDA 上训练适配器；请在 Megatron-Bridge 中自行编写配方，其 peft 为 LoRA(dim={1}, target_modules={2})，并行规模与批次取自本方案。</translation>
        </message>
        <message>
            <source>Megatron-Bridge runs on CUDA, and {0} does not; export this pool for another framework.</source>
            <translation>Megatron-Bridge 运行于 CUDA，而 {0} 并非如此；请为其他框架导出此资源池。</translation>
        </message>
        <message>
            <source>Megatron-Bridge has no {0} schedule; pin 1f1b or interleaved.</source>
            <translation>Megatron-Bridge 没有 {0} 调度；请指定 1f1b 或 interleaved。</translation>
        </message>
        <message>
            <source>Megatron-Bridge's plain recipe has no {0}; take one with distributed_muon_with_cosine_annealing, or export this pool for Megatron.</source>
            <translation>Megatron-Bridge 的普通配方没有 {0}；请采用带 distributed_muon_with_cosine_annealing 的配方，或为 Megatron 导出此资源池。</translation>
        </message>
        <message>
            <source>Megatron-Bridge takes the gradients' format from its mixed-precision recipe; leave it to the software, or export this pool for Megatron.</source>
            <translation>Megatron-Bridge 的梯度格式取自其混合精度配方；请交由软件决定，或为 Megatron 导出此资源池。</translation>
        </message>
        <message>
            <source>Megatron-Bridge keeps weights in FP8 with MXFP8 alone; choose MXFP8, or export this pool for Megatron.</source>
            <translation>Megatron-Bridge 仅在 MXFP8 下以 FP8 保存权重；请选择 MXFP8，或为 Megatron 导出此资源池。</translation>
        </message>
        <message>
            <source>Megatron-Bridge does not interleave the stages of {0}, whose layers are of several kinds; pin 1f1b, or export this pool for Megatron-Core.</source>
            <translation>Megatron-Bridge 不对 {0} 的流水线阶段做交错调度，因为它的层有多种；请固定 1f1b，或将此资源池导出给 Megatron-Core。</translation>
        </message>
        <message>
            <source>Megatron-Bridge has no recipe whose layers are those of {0}; export this pool for another framework.</source>
            <translation>Megatron-Bridge 没有与 {0} 的层相符的配方；请为其他框架导出此资源池。</translation>
        </message>
        <message>
            <source>No pool of this plan has a layout, so there is nothing to launch; mend what blocks the plan.</source>
            <translation>此方案没有任何资源池有并行布局，因此无可启动；请先解决阻碍方案的问题。</translation>
        </message>
        <message>
            <source>The plan has no array {0} to launch; it has {1}.</source>
            <translation>方案没有可启动的第 {0} 个数组；共有 {1} 个。</translation>
        </message>
        <message>
            <source>Megatron-Core has no arguments for {0}: it has {1}; take its own recipe of another framework, and from this plan the parallel sizes, the batch and what is recomputed.</source>
            <translation>Megatron-Core 没有适用于 {0} 的参数：该模型含有{1}；请采用其他框架中它自己的配方，并行规模、批次与重计算内容取自本方案。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: no group of micro-batches is legal for {1} stages and {2} micro-batches; pin a layout with no fewer micro-batches than stages.</source>
            <translation>Megatron-Core 无法启动 {0}：{1} 个流水线阶段、{2} 个微批次时没有合法的微批次分组；请指定微批次数不少于阶段数的布局。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: {1} has biases in its experts, which it does not cut by tensor parallelism; pin a layout with expert-tensor size 1.</source>
            <translation>Megatron-Core 无法启动 {0}：{1} 的专家带有偏置，而它不能用张量并行切分这些偏置；请指定专家张量并行规模为 1 的布局。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: its grouped products of experts need Nvidia's Ampere or later; plan a dense model on it.</source>
            <translation>Megatron-Core 无法启动 {0}：其专家分组矩阵乘需要英伟达 Ampere 或更新的架构；请在其上规划稠密模型。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: it recomputes modules or whole layers, not operations; pin a layout with another recompute mode.</source>
            <translation>Megatron-Core 无法启动 {0}：它重计算模块或整层，而非单个算子；请指定采用其他重计算方式的布局。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: MTP layers need rotary positions; plan the model without them.</source>
            <translation>Megatron-Core 无法启动 {0}：MTP 层需要旋转位置编码；请在不含 MTP 层的情况下规划该模型。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: {1} replicas of micro-batches of {2} do not divide {3} sequences; change the global batch.</source>
            <translation>Megatron-Core 无法启动 {0}：{1} 个副本、每个微批次 {2} 条序列，无法整除 {3} 条序列；请更改全局批次。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: {1} stages are more than its layers with an indexer of their own can begin, and picks do not go from stage to stage; pin a layout of fewer stages.</source>
            <translation>Megatron-Core 无法启动 {0}：{1} 个阶段多于带有自己索引器、可作为阶段开头的层数，而选取结果不在阶段之间传递；请指定阶段更少的布局。</translation>
        </message>
        <message>
            <source>export this pool for Megatron-Bridge</source>
            <translation>请为 Megatron-Bridge 导出此资源池</translation>
        </message>
        <message>
            <source>train all weights, or on another pool</source>
            <translation>请训练全部权重，或换用其他资源池</translation>
        </message>
        <message>
            <source>Megatron-LM's {0}, which {1} would start, trains no adapters; {2}.</source>
            <translation>{1} 会启动 Megatron-LM 的 {0}，而它不训练适配器；{2}。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: {1} groups of {2} Mamba heads are not cut by tensor size {3} and context size {4}; pin a layout with smaller ones.</source>
            <translation>Megatron-Core 无法启动 {0}：{2} 个 Mamba 头的 {1} 个分组无法按张量并行规模 {3} 与上下文并行规模 {4} 切分；请指定两者更小的布局。</translation>
        </message>
        <message>
            <source>Megatron-Core does not start {0}: {1} key heads of Gated DeltaNet are not cut by tensor size {2} and context size {3}; pin a layout with smaller ones.</source>
            <translation>Megatron-Core 无法启动 {0}：门控 DeltaNet 的 {1} 个键头无法按张量并行规模 {2} 与上下文并行规模 {3} 切分；请指定两者更小的布局。</translation>
        </message>
        <message>
            <source>Kimi Delta Attention</source>
            <translation>Kimi Delta 注意力</translation>
        </message>
        <message>
            <source>lightning attention</source>
            <translation>闪电注意力（lightning attention）</translation>
        </message>
        <message>
            <source>attention to compressed keys</source>
            <translation>对压缩键的注意力</translation>
        </message>
        <message>
            <source>short convolutions</source>
            <translation>短卷积</translation>
        </message>
        <message>
            <source>attention residuals</source>
            <translation>注意力残差</translation>
        </message>
        <message>
            <source>gated latent attention</source>
            <translation>带门控的潜在注意力</translation>
        </message>
        <message>
            <source>Mamba-2 with convolutions over {0} tokens</source>
            <translation>卷积跨 {0} 个词元的 Mamba-2</translation>
        </message>
        <message>
            <source>attention with a gate a head</source>
            <translation>每头带门控的注意力</translation>
        </message>
        <message>
            <source>attention with queries of low rank</source>
            <translation>低秩查询的注意力</translation>
        </message>
        <message>
            <source>attention to blocks of keys that an indexer picks</source>
            <translation>对索引器所选键块的注意力</translation>
        </message>
        <message>
            <source>attention whose keys serve as values</source>
            <translation>以键充当值的注意力</translation>
        </message>
        <message>
            <source>attention with values of another size than keys</source>
            <translation>值与键维度不同的注意力</translation>
        </message>
        <message>
            <source>layers with two channel mixers on one input</source>
            <translation>同一输入带两个通道混合器的层</translation>
        </message>
        <message>
            <source>experts without weights</source>
            <translation>没有权重的专家</translation>
        </message>
        <message>
            <source>experts beside the next layer</source>
            <translation>与下一层并行的专家</translation>
        </message>
        <message>
            <source>routing by a table over token numbers</source>
            <translation>按词元编号查表的路由</translation>
        </message>
        <message>
            <source>layers of one kind in several sizes</source>
            <translation>同类但规模不一的层</translation>
        </message>
        <message>
            <source>grouped beside latent attention</source>
            <translation>分组注意力与潜在注意力并存</translation>
        </message>
        <message>
            <source>Gated DeltaNet beside windows or latent attention</source>
            <translation>门控 DeltaNet 与窗口注意力或潜在注意力并存</translation>
        </message>
        <message>
            <source>windows in a pattern of half layers</source>
            <translation>半层排布中的窗口注意力</translation>
        </message>
        <message>
            <source>indexers shared in another order than every so-manyth</source>
            <translation>不按固定间隔共享的索引器</translation>
        </message>
        <message>
            <source>experts of several sizes</source>
            <translation>规模不一的专家</translation>
        </message>
        <message>
            <source>dense layers of several widths</source>
            <translation>宽度不一的稠密层</translation>
        </message>
        <message>
            <source>MTP modules of another kind than the last layer</source>
            <translation>与最后一层类型不同的 MTP 模块</translation>
        </message>
        <message>
            <source>norms heads by their length</source>
            <translation>按长度归一化各注意力头</translation>
        </message>
        <message>
            <source>has sinks in its softmax</source>
            <translation>softmax 带注意力汇点</translation>
        </message>
        <message>
            <source>has layers without positions</source>
            <translation>含有不带位置编码的层</translation>
        </message>
        <message>
            <source>gates with GELU</source>
            <translation>以 GELU 作门控</translation>
        </message>
        <message>
            <source>has windows in some layers</source>
            <translation>部分层使用窗口注意力</translation>
        </message>
        <message>
            <source>choose a shape or a framework that does</source>
            <translation>请选择可行的结构或框架</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not run {0}: it takes dense layers at the start alone; {1}.</source>
            <translation>MindSpeed-LLM 无法运行 {0}：它只接受位于开头的稠密层；{1}。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM's Megatron does not shard weights or gradients as the layout of {0} does; pin a layout that shards the optimiser alone.</source>
            <translation>MindSpeed-LLM 的 Megatron 不能像 {0} 的布局那样对权重或梯度分片；请指定仅对优化器分片的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM has no {0} schedule; pin 1f1b, interleaved or dualpipev.</source>
            <translation>MindSpeed-LLM 没有 {0} 调度；请指定 1f1b、interleaved 或 dualpipev。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: its V of {1} stages wants {2} micro-batches and has {3}; pin one of fewer stages.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：其 {1} 个阶段的 V 形流水线需要 {2} 个微批次，实有 {3} 个；请指定阶段更少的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not train in NVFP4; choose another precision.</source>
            <translation>MindSpeed-LLM 不以 NVFP4 训练；请选择其他精度。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM trains experts, and with Muon, in BF16 and not in FP16; choose BF16.</source>
            <translation>MindSpeed-LLM 训练专家或使用 Muon 时采用 BF16 而非 FP16；请选择 BF16。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: Megatron-Core 0.12.1 does not cut {1} key heads by tensor size {2}; pin a layout whose tensor size divides them.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：Megatron-Core 0.12.1 不能把 {1} 个键头按张量并行规模 {2} 切分；请指定张量并行规模能整除它们的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: the {1} dense layers fill the first of {2} stages, in which it wants a routed one; pin a layout of fewer stages.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：{1} 个稠密层占满了 {2} 个阶段中的第一个，而其中需要一个带路由的层；请指定阶段更少的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM's adapters stand beside all feed-forward products or none, routed experts' with them; choose both modules, attention alone, or Megatron-Bridge.</source>
            <translation>MindSpeed-LLM 的适配器要么置于全部前馈矩阵乘旁（包括路由专家），要么都不置；请同时选择两类模块、只选注意力，或改用 Megatron-Bridge。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: its dispatcher beside adapters wants experts cut as attention is (expert-tensor size equal to tensor size); pin such a layout.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：使用适配器时，其分发器要求专家与注意力切分方式相同（专家张量并行规模等于张量并行规模）；请指定这样的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM keeps no states of {0} on the host or in fewer bits by Megatron's arguments; choose adamw or muon on the device, or its own --swap-optimizer.</source>
            <translation>MindSpeed-LLM 不能用 Megatron 的参数把 {0} 的状态放到主机上或以更少位数保存；请选择在设备上的 adamw 或 muon，或使用它自己的 --swap-optimizer。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not run {0}: it {1}, Megatron-Core 0.12.1 does not; {2}.</source>
            <translation>MindSpeed-LLM 无法运行 {0}：该模型{1}，而 Megatron-Core 0.12.1 不支持；{2}。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not run {0}: it has no specification of its layers, Megatron-Core 0.12.1 does not build them; choose a shape or a framework that does.</source>
            <translation>MindSpeed-LLM 无法运行 {0}：它没有这些层的定义，Megatron-Core 0.12.1 也不构建它们；请选择可行的结构或框架。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: its specification of {1}'s layers takes tensor size 1 alone; pin such a layout.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：它对 {1} 各层的规格只接受张量并行规模 1；请固定这样的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM's adapters do not stand beside {0}'s own layers; train the whole model.</source>
            <translation>MindSpeed-LLM 的适配器不能置于 {0} 特有的层旁；请训练整个模型。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: it cuts Gated DeltaNet by neither tensor nor context parallelism; pin a layout with both of size 1.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：它既不用张量并行也不用上下文并行切分门控 DeltaNet；请指定两者规模均为 1 的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: {1} layers do not make equal stages, and layers that do nothing would move attention to other layers; pin a layout with stages that divide them.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：{1} 层无法均分为各阶段，而补入空层会把注意力移到别的层；请指定阶段数能整除层数的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: {1} stages are more than the {2} layers, and no stage may hold MTP layers alone; pin a layout of fewer stages.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：{1} 个阶段多于 {2} 层，而任何阶段都不能只含 MTP 层；请固定阶段更少的布局。</translation>
        </message>
        <message>
            <source>MindSpeed-LLM does not start {0}: {1}'s layers share picks of keys, which do not go from stage to stage, and it lists the layers of whole stages alone; pin a layout without virtual stages.</source>
            <translation>MindSpeed-LLM 无法启动 {0}：{1} 的层共享键的选取结果，而它们不在阶段之间传递，且它只按整个阶段列出各层；请指定不含虚拟阶段的布局。</translation>
        </message>
        <message>
            <source>The text of the layout is larger than 64 KiB; give the launch arguments alone.</source>
            <translation>布局文本大于 64 KiB；请只给出启动参数。</translation>
        </message>
        <message>
            <source>The text has tables more than {0} deep; paste the launch file of a training run.</source>
            <translation>文本中的表嵌套超过 {0} 层；请粘贴一次训练的启动文件。</translation>
        </message>
        <message>
            <source>The YAML is no table of names and values; paste the launch file of a training run.</source>
            <translation>该 YAML 不是由名称与值组成的表；请粘贴一次训练的启动文件。</translation>
        </message>
        <message>
            <source>The layout says both {0}={1} and {2}={3}; keep one.</source>
            <translation>布局同时写有 {0}={1} 与 {2}={3}；请只保留一个。</translation>
        </message>
        <message>
            <source>The variables of the text make it larger than 64 KiB; give the launch arguments alone.</source>
            <translation>文本代入变量后大于 64 KiB；请只给出启动参数。</translation>
        </message>
        <message>
            <source>The text looks like TOML and is not ({0}); correct it.</source>
            <translation>文本看似 TOML 却不是（{0}）；请更正。</translation>
        </message>
        <message>
            <source>The text looks like YAML and is not ({0}); correct it.</source>
            <translation>文本看似 YAML 却不是（{0}）；请更正。</translation>
        </message>
        <message>
            <source>The YAML repeats parts by alias, whose copies could fill the memory; write them out.</source>
            <translation>该 YAML 用别名重复内容，展开后可能占满内存；请直接写出。</translation>
        </message>
        <message>
            <source>The YAML has parts more than {0} deep; paste the launch file of a training run.</source>
            <translation>该 YAML 嵌套超过 {0} 层；请粘贴一次训练的启动文件。</translation>
        </message>
        <message>
            <source>{0} is a number larger than any of a training run; correct it.</source>
            <translation>{0} 是一个大于任何训练所用的数；请更正。</translation>
        </message>
        <message>
            <source>Primus runs on AMD's ROCm, and {0} does not; export this pool for Megatron.</source>
            <translation>Primus 运行于 AMD 的 ROCm，而 {0} 并非如此；请为 Megatron 导出此资源池。</translation>
        </message>
        <message>
            <source>Primus has no {0} schedule; pin 1f1b, interleaved or zero-bubble.</source>
            <translation>Primus 没有 {0} 调度；请指定 1f1b、interleaved 或 zero-bubble。</translation>
        </message>
        <message>
            <source>Primus does not run {0}: its Megatron-LM has not this model's kind of indexer and would build another; export this pool for Megatron.</source>
            <translation>Primus 无法运行 {0}：其 Megatron-LM 没有此模型的索引器类型，会构建另一种；请将此资源池导出为 Megatron。</translation>
        </message>
        <message>
            <source>Primus does not start {0}: its Megatron-LM cuts no attention with an indexer by context parallelism; pin a layout with context size 1.</source>
            <translation>Primus 无法启动 {0}：其 Megatron-LM 不能用上下文并行切分带索引器的注意力；请固定上下文并行度为 1 的布局。</translation>
        </message>
        <message>
            <source>Megatron-Core has no {0}; choose AdamW with BF16 or FP8 moments, or muon.</source>
            <translation>Megatron-Core 没有 {0}；请选择 BF16 或 FP8 动量的 AdamW，或 muon。</translation>
        </message>
        <message>
            <source>Megatron-Core keeps 16-bit weights beside its main weights; choose weights in BF16, or TorchTitan.</source>
            <translation>Megatron-Core 在主权重之外另存 16 位权重；请选择 BF16 权重，或改用 TorchTitan。</translation>
        </message>
        <message>
            <source>Weights with 8-bit copies need products in 8 bits; {0} trains in {1}.</source>
            <translation>带 8 位副本的权重需要 8 位矩阵乘；而 {0} 以 {1} 训练。</translation>
        </message>
        <message>
            <source>Megatron-Core keeps lean moments and states on the host in its distributed optimiser alone; choose zero-1.</source>
            <translation>Megatron-Core 只有在分布式优化器中才支持精简动量和存放于主机的状态；请选择 zero-1。</translation>
        </message>
        <message>
            <source>Megatron-Core gathers weights in FP8 in its distributed optimiser alone; choose zero-1.</source>
            <translation>Megatron-Core 只有在分布式优化器中才以 FP8 收集权重；请选择 zero-1。</translation>
        </message>
        <message>
            <source>Megatron-Core updates weights in FP8 on the host with delayed scaling alone, which this file does not choose; keep the states on the device, or weights in BF16.</source>
            <translation>Megatron-Core 只有采用延迟缩放时才在主机上更新 FP8 权重，而此文件不采用它；请把状态留在设备上，或使用 BF16 权重。</translation>
        </message>
        <message>
            <source>{0} holds stages of one pipeline over several pools, and this framework starts no job over several kinds of accelerators; choose a way of working whose pools each hold the model.</source>
            <translation>{0} 承载跨多个资源池的一条流水线的若干阶段，而此框架不启动跨多种加速器的作业；请选择每个资源池都能容纳整个模型的工作方式。</translation>
        </message>
        <message>
            <source>TorchTitan runs on CUDA and ROCm, and {0} does not; export this pool for another framework.</source>
            <translation>TorchTitan 运行于 CUDA 和 ROCm，而 {0} 并非如此；请为其他框架导出此资源池。</translation>
        </message>
        <message>
            <source>TorchTitan ships no {0}; it has {1}.</source>
            <translation>TorchTitan 不附带 {0}；它有 {1}。</translation>
        </message>
        <message>
            <source>TorchTitan has no {0} schedule; pin 1f1b, interleaved or dualpipev.</source>
            <translation>TorchTitan 没有 {0} 调度；请指定 1f1b、interleaved 或 dualpipev。</translation>
        </message>
        <message>
            <source>TorchTitan does not train in {0}; choose BF16, FP8 or MXFP8.</source>
            <translation>TorchTitan 不以 {0} 训练；请选择 BF16、FP8 或 MXFP8。</translation>
        </message>
        <message>
            <source>TorchTitan 0.2.2 has Adam and AdamW in FP32 alone, not {0}; choose adamw.</source>
            <translation>TorchTitan 0.2.2 只有 FP32 的 Adam 与 AdamW，没有 {0}；请选择 adamw。</translation>
        </message>
        <message>
            <source>TorchTitan 0.2.2 trains no adapters; train all weights, or choose another framework.</source>
            <translation>TorchTitan 0.2.2 不训练适配器；请训练全部权重，或选择其他框架。</translation>
        </message>
        <message>
            <source>TorchTitan moves weights and gradients to the host too, not states alone; keep them on the device.</source>
            <translation>TorchTitan 会把权重和梯度也移到主机，而非仅移状态；请把它们留在设备上。</translation>
        </message>
        <message>
            <source>TorchTitan reduces gradients in 32 bits alone; choose gradients of 4 bytes.</source>
            <translation>TorchTitan 只以 32 位归约梯度；请选择 4 字节的梯度。</translation>
        </message>
        <message>
            <source>TorchTitan holds weights in 32 bits alone; choose weights in FP32, fully sharded.</source>
            <translation>TorchTitan 只以 32 位保存权重；请选择 FP32 权重并完全分片。</translation>
        </message>
        <message>
            <source>TorchTitan spreads experts over shards of the data; choose a sharding, or no expert parallelism.</source>
            <translation>TorchTitan 把专家分布在数据并行的分片上；请选择一种分片方式，或不用专家并行。</translation>
        </message>
        <message>
            <source>PyTorch's interleaved schedule does not cut {0} micro-batches into {1} equal rounds of {2} stages; pin a layout whose micro-batches are a multiple of its stages.</source>
            <translation>PyTorch 的交错调度无法把 {0} 个微批次均分为 {1} 轮、每轮 {2} 个阶段；请指定微批次数为阶段数倍数的布局。</translation>
        </message>
        <message>
            <source>PyTorch's zero-bubble schedule is interleaved; pin two or more virtual stages, or 1f1b.</source>
            <translation>PyTorch 的零气泡调度是交错式的；请指定两个或更多虚拟阶段，或 1f1b。</translation>
        </message>
        <message>
            <source>TorchTitan runs {0} without pipelines alone; pin a layout of one stage.</source>
            <translation>TorchTitan 只能在没有流水线的情况下运行 {0}；请指定只有一个阶段的布局。</translation>
        </message>
        <message>
            <source>TorchTitan cuts no attention of {0} by context parallelism; pin a layout with context size 1.</source>
            <translation>TorchTitan 不能用上下文并行切分 {0} 的注意力；请固定上下文并行度为 1 的布局。</translation>
        </message>
        <message>
            <source>TorchTitan does not start {0}: twice tensor size {1} times context size {2} does not divide sequences of {3} tokens; pin a layout with smaller ones.</source>
            <translation>TorchTitan 无法启动 {0}：张量并行度 {1} 乘以上下文并行度 {2} 的两倍不能整除 {3} 个词元的序列；请固定并行度更小的布局。</translation>
        </message>
        <message>
            <source>TorchTitan replicates weights beside neither tensor nor pipeline parallelism; choose a sharding for {0}.</source>
            <translation>TorchTitan 不能在张量并行或流水线并行的同时复制权重；请为 {0} 选择一种切分方式。</translation>
        </message>
        <message>
            <source>TorchTitan trains {0} in 32 bits, since only sharded weights have mixed precision; pin a layout with data-parallel size 2 or more.</source>
            <translation>TorchTitan 会以 32 位训练 {0}，因为只有切分的权重才有混合精度；请固定数据并行度不小于 2 的布局。</translation>
        </message>
        <message>
            <source>TorchTitan cuts experts of {0} by tensor size {1} where it does not spread them, and by that or not at all where it does; pin a layout with expert-tensor size {2}.</source>
            <translation>TorchTitan 在不分散专家时按张量并行度切分 {0} 的专家（张量并行度 {1}），分散时则按此切分或完全不切分；请固定专家张量并行度为 {2} 的布局。</translation>
        </message>
        <message>
            <source>TorchTitan drops no tokens over an expert's capacity; choose another routing.</source>
            <translation>TorchTitan 不会丢弃超出专家容量的词元；请选择其他路由方式。</translation>
        </message>
        <message>
            <source>TorchTitan does not force {0}'s routing level; choose another routing.</source>
            <translation>TorchTitan 不能强制 {0} 的路由均衡；请选择其他路由方式。</translation>
        </message>
        <message>
            <source>TorchTitan multiplies experts in FP8 beside neither pipelines nor context parallelism; pin a layout of one stage and context size 1, or choose BF16.</source>
            <translation>TorchTitan 不能在流水线并行或上下文并行的同时以 FP8 计算专家；请固定单阶段且上下文并行度为 1 的布局，或选择 BF16。</translation>
        </message>
        <message>
            <source>TorchTitan multiplies experts in MXFP8 on Nvidia's Blackwell or later alone; choose BF16.</source>
            <translation>TorchTitan 只能在英伟达 Blackwell 或更新的加速器上以 MXFP8 计算专家；请选择 BF16。</translation>
        </message>
        <message>
            <source>The text does not say on how many devices it runs; name their number.</source>
            <translation>文本没有写明在多少台设备上运行；请给出数量。</translation>
        </message>
        <message>
            <source>The text states no parallel size; type tp=... pp=... ep=..., or paste launch arguments of Megatron-Core, MindSpeed-LLM, Megatron-Bridge, Primus or TorchTitan.</source>
            <translation>文本没有写明任何并行规模；请输入 tp=... pp=... ep=...，或粘贴 Megatron-Core、MindSpeed-LLM、Megatron-Bridge、Primus 或 TorchTitan 的启动参数。</translation>
        </message>
        <message>
            <source>tp {0} x pp {1} x cp {2}{3} does not make {4} devices; correct a size or the device count.</source>
            <translation>tp {0} x pp {1} x cp {2}{3} 得不出 {4} 台设备；请更正某一规模或设备数。</translation>
        </message>
        <message>
            <source>{0} is {1}; a whole number of 1 or more is needed there.</source>
            <translation>{0} 为 {1}；此处须为不小于 1 的整数。</translation>
        </message>
        <message>
            <source>The schedule {0} is not understood; known are {1}.</source>
            <translation>无法识别调度 {0}；可用的有 {1}。</translation>
        </message>
        <message>
            <source>The recompute mode {0} is unknown; choose {1}, or modules of Megatron-Core with + between them: {2}.</source>
            <translation>未知的重计算方式 {0}；请选择 {1}，或以 + 连接的 Megatron-Core 模块：{2}。</translation>
        </message>
        <message>
            <source>postgresql://user@host/database or sqlite:////path/to/library.db</source>
            <translation>postgresql://user@host/database 或 sqlite:////path/to/library.db</translation>
        </message>
        <message>
            <source>The library's address is no URL; write it as {0}.</source>
            <translation>团队库的地址不是 URL；请写成 {0}。</translation>
        </message>
        <message>
            <source>The library's address names no database; write it as postgresql://user@host/database.</source>
            <translation>团队库的地址没有指明数据库；请写成 postgresql://user@host/database。</translation>
        </message>
        <message>
            <source>The library's address names no file; write it as sqlite:////path/to/library.db.</source>
            <translation>团队库的地址没有指明文件；请写成 sqlite:////path/to/library.db。</translation>
        </message>
        <message>
            <source>A library lies in PostgreSQL or in an SQLite file; write its address as {0}.</source>
            <translation>团队库位于 PostgreSQL 或 SQLite 文件中；请将其地址写成 {0}。</translation>
        </message>
        <message>
            <source>The library's address has a password in it, which others could read; leave it out and put it into the keyring or the environment.</source>
            <translation>团队库的地址中有密码，他人可能看到；请去掉密码，并把它放入密钥环或环境变量。</translation>
        </message>
        <message>
            <source>The library has the older schema {0}, this program works with {1}; whoever administers it brings it up to date with 'chipfolio-cli library upgrade'.</source>
            <translation>团队库的表结构是旧版 {0}，本程序使用 {1}；请管理员用“chipfolio-cli library upgrade”将其更新。</translation>
        </message>
        <message>
            <source>An SQLite library has no users; who may read and write its file is the file's own permissions.</source>
            <translation>SQLite 团队库没有用户；谁能读写由文件自身的权限决定。</translation>
        </message>
        <message>
            <source>{0} cannot be made ({1}); choose another place.</source>
            <translation>无法创建 {0}（{1}）；请选择其他位置。</translation>
        </message>
        <message>
            <source>The library was brought up to schema {0} by a newer Chipfolio, this one knows up to {1}; use that version.</source>
            <translation>团队库已由更新的 Chipfolio 升级到表结构 {0}，本程序最多识别到 {1}；请使用那个版本。</translation>
        </message>
        <message>
            <source>{0} holds something else, such as a plan; name a new file for the library.</source>
            <translation>{0} 已包含其他内容（例如方案）；请为库另指定一个新文件。</translation>
        </message>
        <message>
            <source>The library's schema cannot be brought up to date ({0}).</source>
            <translation>团队库的表结构无法更新（{0}）。</translation>
        </message>
        <message>
            <source>The library that brings schemas up to date is not installed; install the extra: pip install 'chipfolio[team]'.</source>
            <translation>未安装用于更新表结构的库；请安装附加组件：pip install 'chipfolio[team]'。</translation>
        </message>
        <message>
            <source>both alike</source>
            <translation>双方相同</translation>
        </message>
        <message>
            <source>both, otherwise</source>
            <translation>双方不同</translation>
        </message>
        <message>
            <source>mine</source>
            <translation>我的</translation>
        </message>
        <message>
            <source>theirs</source>
            <translation>对方的</translation>
        </message>
        <message>
            <source>{0} does not hold what it says: {1}</source>
            <translation>{0} 的内容与所述不符：{1}</translation>
        </message>
        <message>
            <source>The shapes have more than {0} KiB; give fewer in one file.</source>
            <translation>结构文件大于 {0} KiB；请在一个文件中少给一些。</translation>
        </message>
        <message>
            <source>The shapes are not UTF-8 text; save them as UTF-8.</source>
            <translation>结构不是 UTF-8 文本；请另存为 UTF-8。</translation>
        </message>
        <message>
            <source>{0} (the extra chipfolio[team] is not installed); {1}.</source>
            <translation>{0}（未安装附加组件 chipfolio[team]）；{1}。</translation>
        </message>
        <message>
            <source>The password cannot be kept: this system has no keyring that works</source>
            <translation>无法保存密码：此系统没有可用的密钥环</translation>
        </message>
        <message>
            <source>set {0} in the environment instead</source>
            <translation>请改为在环境变量中设置 {0}</translation>
        </message>
        <message>
            <source>The library at {0} is damaged ({1}).</source>
            <translation>位于 {0} 的团队库已损坏（{1}）。</translation>
        </message>
        <message>
            <source>There is no library at {0}; 'chipfolio-cli library init' makes one.</source>
            <translation>{0} 处没有团队库；用“chipfolio-cli library init”可创建。</translation>
        </message>
        <message>
            <source>The library at {0} cannot be read ({1}).</source>
            <translation>无法读取位于 {0} 的团队库（{1}）。</translation>
        </message>
        <message>
            <source>{0} is no file; choose the file of a library.</source>
            <translation>{0} 不是文件；请选择团队库的文件。</translation>
        </message>
        <message>
            <source>The driver of PostgreSQL is not installed; install the extra: pip install 'chipfolio[team]'.</source>
            <translation>未安装 PostgreSQL 驱动；请安装附加组件：pip install 'chipfolio[team]'。</translation>
        </message>
        <message>
            <source>A version needs a reason of 1 to {0} characters; say what changed and why.</source>
            <translation>版本需要 1 到 {0} 个字符的理由；请说明更改了什么以及为什么。</translation>
        </message>
        <message>
            <source>There is no version {0}; versions count from 1, and 0 begins a new entry.</source>
            <translation>没有第 {0} 版；版本从 1 开始计数，0 表示新条目。</translation>
        </message>
        <message>
            <source>{0} has {1} bytes; a library takes from 1 to {2}.</source>
            <translation>{0} 有 {1} 字节；团队库接受 1 到 {2} 字节。</translation>
        </message>
        <message>
            <source>An entry's name has 1 to {0} printable characters and no blank at its ends; choose another.</source>
            <translation>条目名称须为 1 到 {0} 个可打印字符，且首尾无空格；请另选名称。</translation>
        </message>
        <message>
            <source>plan</source>
            <translation>计划</translation>
        </message>
        <message>
            <source>catalogue</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>shapes</source>
            <translation>结构</translation>
        </message>
        <message>
            <source>prices</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>The library at {0} did not answer in {1} seconds; try again later.</source>
            <translation>位于 {0} 的团队库在 {1} 秒内没有响应；请稍后重试。</translation>
        </message>
        <message>
            <source>{0} may not do this in the library ({1}); ask whoever administers it for the role that may.</source>
            <translation>{0} 无权在团队库中进行此操作（{1}）；请向管理员申请相应的角色。</translation>
        </message>
        <message>
            <source>There is no library of this program's form at {0}; 'chipfolio-cli library init' makes or upgrades one.</source>
            <translation>{0} 处没有本程序形式的团队库；用“chipfolio-cli library init”可创建或更新。</translation>
        </message>
        <message>
            <source>The library at {0} was too busy ({1}); try again later.</source>
            <translation>位于 {0} 的团队库太忙（{1}）；请稍后重试。</translation>
        </message>
        <message>
            <source>was lost on the way</source>
            <translation>在途中失去连接</translation>
        </message>
        <message>
            <source>cannot be reached</source>
            <translation>无法连接</translation>
        </message>
        <message>
            <source>The library at {0} {1} ({2}); check its address, your password and the network, and try again.</source>
            <translation>位于 {0} 的团队库{1}（{2}）；请检查地址、密码和网络，然后重试。</translation>
        </message>
        <message>
            <source>The library at {0} refuses this ({1}).</source>
            <translation>位于 {0} 的团队库拒绝此操作（{1}）。</translation>
        </message>
        <message>
            <source>The library at {0} is being written by another program; try again.</source>
            <translation>位于 {0} 的团队库正被另一程序写入；请重试。</translation>
        </message>
        <message>
            <source>no such</source>
            <translation>no such</translation>
        </message>
        <message>
            <source>has no column</source>
            <translation>has no column</translation>
        </message>
        <message>
            <source>The library at {0} is write-protected; ask whoever keeps it.</source>
            <translation>位于 {0} 的团队库有写保护；请询问其保管者。</translation>
        </message>
        <message>
            <source>The library at {0} cannot be used ({1}).</source>
            <translation>位于 {0} 的团队库无法使用（{1}）。</translation>
        </message>
        <message>
            <source>User {0}</source>
            <translation>用户 {0}</translation>
        </message>
        <message>
            <source>Your user</source>
            <translation>您的用户</translation>
        </message>
        <message>
            <source>{0} is not published: its file was changed by another program or a fault of the disk; open it, compare its figures and save it again.</source>
            <translation>{0} 没有发布：其文件已被其他程序或磁盘故障改动；请打开它，核对数字并重新保存。</translation>
        </message>
        <message>
            <source>The library refuses this version of {0}; ask whoever administers it.</source>
            <translation>团队库拒绝 {0} 的这一版本；请询问管理员。</translation>
        </message>
        <message>
            <source>{0} (version {1})</source>
            <translation>{0}（第 {1} 版）</translation>
        </message>
        <message>
            <source>{0} is damaged: it is not what its digest says; open another version of it.</source>
            <translation>{0} 已损坏：与其摘要不符；请打开它的另一个版本。</translation>
        </message>
        <message>
            <source>The library has no version {0} of the {1}; ask for its versions.</source>
            <translation>团队库中没有{1}的第 {0} 版；请查看它有哪些版本。</translation>
        </message>
        <message>
            <source>The library has no {0}; list or search what it has.</source>
            <translation>团队库中没有{0}；请列出或搜索其内容。</translation>
        </message>
        <message>
            <source>not version {0}, which yours is based on</source>
            <translation>而不是您的版本所基于的第 {0} 版</translation>
        </message>
        <message>
            <source>not a new entry</source>
            <translation>而不是新条目</translation>
        </message>
        <message>
            <source>{0} is at version {1} by now, {2}: {3} published it ({4}); compare what both changed, then publish yours based on version {5}.</source>
            <translation>{0} 现在已是第 {1} 版，{2}：由 {3} 发布（{4}）；请比较双方的更改，然后基于第 {5} 版发布您的版本。</translation>
        </message>
        <message>
            <source>Whether {0} was published is not known; ask for its versions once the library answers.</source>
            <translation>{0} 是否已发布尚不清楚；待团队库响应后请查看其版本。</translation>
        </message>
        <message>
            <source>{0} is not published.</source>
            <translation>{0} 没有发布。</translation>
        </message>
        <message>
            <source>No library is named; give --library URL, or set {0} in the environment.</source>
            <translation>没有指明团队库；请给出 --library URL，或在环境变量中设置 {0}。</translation>
        </message>
        <message>
            <source>{0} stages cannot share {1} layers; take at most one stage a layer.</source>
            <translation>{0} 个阶段无法分担 {1} 层；每层至多一个阶段。</translation>
        </message>
        <message>
            <source>A programme is placed model by model, on ways it has.</source>
            <translation>模型组逐个模型安排在其已有的方式上。</translation>
        </message>
        <message>
            <source>A programme has models, each free or fixed to a way it has.</source>
            <translation>模型组含有模型，各自不限或固定于其已有的方式。</translation>
        </message>
        <message>
            <source>Way {0} works outside the windows of its groups.</source>
            <translation>方式 {0} 在其节点组的可用时段之外工作。</translation>
        </message>
        <message>
            <source>The solver gave up: {0}</source>
            <translation>求解器未能求解：{0}</translation>
        </message>
        <message>
            <source>closed form</source>
            <translation>闭式</translation>
        </message>
        <message>
            <source>linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>mixed integer</source>
            <translation>混合整数</translation>
        </message>
        <message>
            <source>{0} rounds of cuts leave something to cut.</source>
            <translation>{0} 轮割平面之后仍有可割之处。</translation>
        </message>
        <message>
            <source>In turn</source>
            <translation>依次</translation>
        </message>
        <message>
            <source>train one job together: each takes whole micro-batches in proportion to its speed</source>
            <translation>共同训练一个作业：各按速度承担整数个微批次</translation>
        </message>
        <message>
            <source>compute attention on some pools and the experts of one model on the others</source>
            <translation>在部分资源池上计算注意力，在其余资源池上计算同一模型的专家</translation>
        </message>
        <message>
            <source>train copies of one model apart and average them now and then</source>
            <translation>分开训练同一模型的副本，并不时取平均</translation>
        </message>
        <message>
            <source>hold the layers of one model in proportion to their speed</source>
            <translation>按速度比例持有一个模型的各层</translation>
        </message>
        <message>
            <source>by user</source>
            <translation>由用户</translation>
        </message>
        <message>
            <source>The cap on the {0} is {1}; enter a share above 0 and at most 1.</source>
            <translation>{0}的上限为 {1}；请输入大于 0 且不超过 1 的份额。</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>best</source>
            <translation>最优</translation>
        </message>
        <message>
            <source>Rate factors are draws by ways and above 0.</source>
            <translation>速率系数按抽样与方式排列，且大于 0。</translation>
        </message>
        <message>
            <source>A timetable without work cannot be drawn.</source>
            <translation>没有工作的时间表无法抽样。</translation>
        </message>
        <message>
            <source>Interval {0} has no way {1}.</source>
            <translation>时段 {0} 没有方式 {1}。</translation>
        </message>
        <message>
            <source>Shares of tokens are not negative and sum to 1.</source>
            <translation>词元份额不得为负，且合计为 1。</translation>
        </message>
        <message>
            <source>work</source>
            <translation>工作</translation>
        </message>
        <message>
            <source>stop</source>
            <translation>停顿</translation>
        </message>
        <message>
            <source>wait</source>
            <translation>等待</translation>
        </message>
        <message>
            <source>An HHI on spend is reported, not optimised.</source>
            <translation>支出的 HHI 只作报告，不作优化。</translation>
        </message>
        <message>
            <source>Two ways of an interval, or two groups, bear one key.</source>
            <translation>同一时段的两种方式或两个节点组使用了相同的键。</translation>
        </message>
        <message>
            <source>Tokens and rates have to be above 0; a way that cannot work is left out.</source>
            <translation>词元与速率必须大于 0；无法工作的方式不列入。</translation>
        </message>
        <message>
            <source>Where porting costs, every way names its stacks.</source>
            <translation>若移植有成本，每种方式都要写明其软件栈。</translation>
        </message>
        <message>
            <source>Way {0} works in interval {1} with {2}, whose windows are closed.</source>
            <translation>方式 {0} 在时段 {1} 使用了 {2}，而其可用时段已关闭。</translation>
        </message>
        <message>
            <source>alone</source>
            <translation>仅用一池</translation>
        </message>
        <message>
            <source>joined</source>
            <translation>联合</translation>
        </message>
        <message>
            <source>cost</source>
            <translation>成本</translation>
        </message>
        <message>
            <source>days</source>
            <translation>天数</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>最大份额</translation>
        </message>
        <message>
            <source>hhi</source>
            <translation>HHI</translation>
        </message>
        <message>
            <source>Pipeline over pools</source>
            <translation>跨资源池流水线</translation>
        </message>
        <message>
            <source>Data parallel over pools</source>
            <translation>跨资源池数据并行</translation>
        </message>
        <message>
            <source>Data parallel</source>
            <translation>数据并行</translation>
        </message>
        <message>
            <source>Attention-expert disaggregation</source>
            <translation>注意力与专家分离</translation>
        </message>
        <message>
            <source>Expert disaggregation</source>
            <translation>专家分离</translation>
        </message>
        <message>
            <source>Local SGD</source>
            <translation>本地 SGD</translation>
        </message>
        <message>
            <source>line {0}, column {1}</source>
            <translation>第 {0} 行，列 {1}</translation>
        </message>
        <message>
            <source>line {0}</source>
            <translation>第 {0} 行</translation>
        </message>
        <message>
            <source>{0} has more than {1} entries; split it.</source>
            <translation>{0} 的条目超过 {1} 个；请拆分。</translation>
        </message>
        <message>
            <source>{0}, {1}: the key {2} is there twice; give each its own.</source>
            <translation>{0}，{1}：键 {2} 出现两次；请为每个条目指定各自的键。</translation>
        </message>
        <message>
            <source>Own data goes into files that end in {0} or {1}; name one.</source>
            <translation>自己的数据存入以 {0} 或 {1} 结尾的文件；请指定一个。</translation>
        </message>
        <message>
            <source>{0}, line 1: a column is empty or there twice; give each a name of its own.</source>
            <translation>{0}，第 1 行：有一列为空或重复；请给每列各自的名称。</translation>
        </message>
        <message>
            <source>{0}, line 1: the column {1} is missing; {2} need it.</source>
            <translation>{0}，第 1 行：缺少列 {1}；{2} 需要它。</translation>
        </message>
        <message>
            <source>{0} is not TOML: {1}.</source>
            <translation>{0} 不是 TOML：{1}。</translation>
        </message>
        <message>
            <source>{0} holds {1}; give each entry under [[{2}]].</source>
            <translation>{0} 含有 {1}；请将每个条目放在 [[{2}]] 下。</translation>
        </message>
        <message>
            <source>no tables</source>
            <translation>没有表</translation>
        </message>
        <message>
            <source>the value is missing; enter one.</source>
            <translation>缺少值；请输入。</translation>
        </message>
        <message>
            <source>{0} is no field of {1}; remove it.</source>
            <translation>{0} 不是 {1} 的字段；请删除。</translation>
        </message>
        <message>
            <source>the value is no JSON ({0}); correct it.</source>
            <translation>该值不是 JSON（{0}）；请更正。</translation>
        </message>
        <message>
            <source>{0}; correct the value.</source>
            <translation>{0}；请更正该值。</translation>
        </message>
        <message>
            <source>the value {0}; correct it.</source>
            <translation>该值 {0}；请更正。</translation>
        </message>
        <message>
            <source>the plan's shape</source>
            <translation>计划的结构</translation>
        </message>
        <message>
            <source>A plan has one shape and the file has {0}; give one.</source>
            <translation>一个计划只有一个结构，而文件有 {0} 个；请给出一个。</translation>
        </message>
        <message>
            <source>There is no kind of data {0}; known are {1}.</source>
            <translation>没有 {0} 这类数据；已知的有 {1}。</translation>
        </message>
        <message>
            <source>A catalogue keeps no {0}; name a plan file.</source>
            <translation>目录不保存 {0}；请指定计划文件。</translation>
        </message>
        <message>
            <source>The calibration has no row for {0}.</source>
            <translation>校准中没有 {0} 的条目。</translation>
        </message>
        <message>
            <source>efficiencies.csv: the row {0} is malformed.</source>
            <translation>efficiencies.csv：行 {0} 格式有误。</translation>
        </message>
        <message>
            <source>your own figure</source>
            <translation>您自己的数值</translation>
        </message>
        <message>
            <source>host memory of a node</source>
            <translation>节点的主机内存</translation>
        </message>
        <message>
            <source>rate of a device's link to its host</source>
            <translation>设备到主机的链路速率</translation>
        </message>
        <message>
            <source>rate of the host's memory for a device</source>
            <translation>每个设备分到的主机内存速率</translation>
        </message>
        <message>
            <source>{0}: the {1} is unknown; choose a node design that states it, enter your own, or keep the optimiser states on the device.</source>
            <translation>{0}：{1}未知；请选择写明该数值的节点设计，或自行输入，或把优化器状态留在设备上。</translation>
        </message>
        <message>
            <source>residual streams</source>
            <translation>残差流</translation>
        </message>
        <message>
            <source>saved products</source>
            <translation>已保存的矩阵乘积</translation>
        </message>
        <message>
            <source>{0} of {1} of layers</source>
            <translation>{1} 层中的 {0}</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>selective</source>
            <translation>选择性</translation>
        </message>
        <message>
            <source>full</source>
            <translation>完全</translation>
        </message>
        <message>
            <source>feed forward</source>
            <translation>前馈块</translation>
        </message>
        <message>
            <source>activations</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>up projections</source>
            <translation>上投影</translation>
        </message>
        <message>
            <source>by operation</source>
            <translation>按算子</translation>
        </message>
        <message>
            <source>interleaved</source>
            <translation>交错</translation>
        </message>
        <message>
            <source>zero bubble</source>
            <translation>零气泡</translation>
        </message>
        <message>
            <source>dualpipe</source>
            <translation>DualPipe</translation>
        </message>
        <message>
            <source>dualpipev</source>
            <translation>DualPipeV</translation>
        </message>
        <message>
            <source>software of </source>
            <translation>软件，日期 </translation>
        </message>
        <message>
            <source>cuda graphs</source>
            <translation>CUDA 图</translation>
        </message>
        <message>
            <source>all to all overlap</source>
            <translation>All-to-All 重叠</translation>
        </message>
        <message>
            <source>fused kernels</source>
            <translation>融合算子</translation>
        </message>
        <message>
            <source>grouped experts</source>
            <translation>专家分组计算</translation>
        </message>
        <message>
            <source>precision aware optimiser</source>
            <translation>低精度状态优化器</translation>
        </message>
        <message>
            <source>expandable segments</source>
            <translation>可扩展段</translation>
        </message>
        <message>
            <source>fused cross-entropy</source>
            <translation>融合交叉熵</translation>
        </message>
        <message>
            <source>Recipe: {0}{1}.</source>
            <translation>配方：{0}{1}。</translation>
        </message>
        <message>
            <source>until </source>
            <translation>截至 </translation>
        </message>
        <message>
            <source>Expert routing: {0}.</source>
            <translation>专家路由：{0}。</translation>
        </message>
        <message>
            <source>this stack</source>
            <translation>该软件栈</translation>
        </message>
        <message>
            <source>the newest</source>
            <translation>最新版本</translation>
        </message>
        <message>
            <source>Software: {0}, at what is typical of {1}, not at the rate of a benchmark.</source>
            <translation>软件：{0}，按 {1} 的典型水平，而非基准测试的速率。</translation>
        </message>
        <message>
            <source>Software release: {0} ({1}).</source>
            <translation>软件版本：{0}（{1}）。</translation>
        </message>
        <message>
            <source>Software: {0} runs on {1}; what is typical of {2} is assumed.</source>
            <translation>软件：{0} 运行于 {1}；此处假定 {2} 的典型水平。</translation>
        </message>
        <message>
            <source>No published run of {0} is calibrated; general priors.</source>
            <translation>{0} 没有已校准的公开运行；采用一般先验。</translation>
        </message>
        <message>
            <source>Software: {0} is no calibrated release; what is typical of {1} is assumed.</source>
            <translation>软件：{0} 不是已校准的版本；按 {1} 的典型情况假定。</translation>
        </message>
        <message>
            <source>the newest that is calibrated</source>
            <translation>已校准的最新版本</translation>
        </message>
        <message>
            <source>{0} runs on {1}; this is the newest of {2} dated not after it</source>
            <translation>{0} 运行于 {1}；这是 {2} 中日期不晚于它的最新版本</translation>
        </message>
        <message>
            <source>as named</source>
            <translation>按指定</translation>
        </message>
        <message>
            <source>the nearest to {0} that is calibrated</source>
            <translation>与 {0} 最接近的已校准版本</translation>
        </message>
        <message>
            <source>{0}: the optimiser states of {1} on the host take {2} GB of a node, which has {3} GB; keep a smaller share on the host or use more nodes.</source>
            <translation>{0}：{1} 放在主机上的优化器状态占用每个节点 {2} GB，而节点只有 {3} GB；请减小放在主机上的比例，或使用更多节点。</translation>
        </message>
        <message>
            <source>Optimiser: {0}.</source>
            <translation>优化器：{0}。</translation>
        </message>
        <message>
            <source>Weights: {0}.</source>
            <translation>权重：{0}。</translation>
        </message>
        <message>
            <source>Gradients in {0} bits.</source>
            <translation>梯度为 {0} 位。</translation>
        </message>
        <message>
            <source>Of the optimiser states {0} lie on the host, {1} GB of a node.</source>
            <translation>优化器状态有 {0} 放在主机上，每个节点 {1} GB。</translation>
        </message>
        <message>
            <source>Trained are adapters of rank {0} beside {1}; all other weights are frozen.</source>
            <translation>训练的是 {1} 旁秩为 {0} 的适配器；其他权重全部冻结。</translation>
        </message>
        <message>
            <source>not available</source>
            <translation>不可用</translation>
        </message>
        <message>
            <source>one model</source>
            <translation>一个模型</translation>
        </message>
        <message>
            <source>{0} has {1} tokens; enter a number above zero.</source>
            <translation>{0} 有 {1} 个词元；请输入大于零的数。</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>cost_per_trillion_tokens</source>
            <translation>每万亿词元成本</translation>
        </message>
        <message>
            <source>available</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>limited</source>
            <translation>限量</translation>
        </message>
        <message>
            <source>programme</source>
            <translation>模型组</translation>
        </message>
        <message>
            <source>shortest</source>
            <translation>最短</translation>
        </message>
        <message>
            <source>cheapest</source>
            <translation>最便宜</translation>
        </message>
        <message>
            <source>fixed</source>
            <translation>固定</translation>
        </message>
        <message>
            <source>With {0} nodes of group {1} it trains.</source>
            <translation>节点组 {1} 有 {0} 个节点即可训练。</translation>
        </message>
        <message>
            <source>mixing.strategy is {0}, not one of {1}</source>
            <translation>mixing.strategy 为 {0}，不在 {1} 之中</translation>
        </message>
        <message>
            <source>mixing.caps[{0}].layer is {1}, not one of {2}</source>
            <translation>mixing.caps[{0}].layer 为 {1}，不在 {2} 之中</translation>
        </message>
        <message>
            <source>cluster.groups has the key {0} more than once</source>
            <translation>cluster.groups 中键 {0} 出现多次</translation>
        </message>
        <message>
            <source>{0} has {1} experts over all its layers, more than {2}</source>
            <translation>{0} 的所有层共有 {1} 个专家，超过 {2}</translation>
        </message>
        <message>
            <source>{0} lies more than {1} values deep</source>
            <translation>{0} 的嵌套深度超过 {1} 层</translation>
        </message>
        <message>
            <source>{0} is a {1}</source>
            <translation>{0} 是 {1}</translation>
        </message>
        <message>
            <source>{0} is longer than {1} characters</source>
            <translation>{0} 超过 {1} 个字符</translation>
        </message>
        <message>
            <source>{0} has half a character in it</source>
            <translation>{0} 含有不完整的字符</translation>
        </message>
        <message>
            <source>{0} is a count of more than {1}</source>
            <translation>{0} 的数目超过 {1}</translation>
        </message>
        <message>
            <source>{0} is {1}</source>
            <translation>{0} 为 {1}</translation>
        </message>
        <message>
            <source>{0} is {1}, {2}</source>
            <translation>{0} 为 {1}，{2}</translation>
        </message>
        <message>
            <source>{0} is {1}, which is closer to 0 than any figure is</source>
            <translation>{0} 为 {1}，比任何真实数值都更接近 0</translation>
        </message>
        <message>
            <source>{0} key</source>
            <translation>{0} 键</translation>
        </message>
        <message>
            <source>{0} has {1} entries, more than {2}</source>
            <translation>{0} 有 {1} 项，超过 {2}</translation>
        </message>
        <message>
            <source>The cluster has no node group; add one.</source>
            <translation>集群没有节点组；请添加一个。</translation>
        </message>
        <message>
            <source>Node group {0}: no price is chosen; choose an offer or enter one.</source>
            <translation>节点组 {0}：未选择价格；请选择报价或输入价格。</translation>
        </message>
        <message>
            <source>The plan does not hold the accelerator {0}; add it to the plan's catalogue.</source>
            <translation>计划不含加速器 {0}；请将其加入计划的目录。</translation>
        </message>
        <message>
            <source>The plan does not hold the node design {0}; choose another for {1}.</source>
            <translation>计划不含节点设计 {0}；请为 {1} 另选一种。</translation>
        </message>
        <message>
            <source>The link between {0} joins no two pools of the plan; it is kept and not used.</source>
            <translation>{0} 之间的互联不连接计划中的任何两个资源池；予以保留而不使用。</translation>
        </message>
        <message>
            <source>File format {0} is brought up to {1} on the next save.</source>
            <translation>文件格式 {0} 将在下次保存时升级为 {1}。</translation>
        </message>
        <message>
            <source>{0}: estimated are {1}.</source>
            <translation>{0}：估计值有 {1}。</translation>
        </message>
        <message>
            <source>No results are stored; planning computes them.</source>
            <translation>未存储结果；规划时会计算。</translation>
        </message>
        <message>
            <source>{0} was given up: reading its database takes more than {1} seconds, which no plan file of ours does; restore a copy of it.</source>
            <translation>已放弃读取 {0}：读取其数据库超过 {1} 秒，本程序的计划文件不会如此；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0} is not a Chipfolio plan file; choose another.</source>
            <translation>{0} 不是 Chipfolio 计划文件；请另选一个。</translation>
        </message>
        <message>
            <source>{0} is not a whole plan file of format {1} (its schema differs in {2}); restore a copy of it.</source>
            <translation>{0} 不是完整的格式 {1} 计划文件（其结构在 {2} 处不符）；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0} is damaged ({1}); restore a copy of it.</source>
            <translation>{0} 已损坏（{1}）；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0} has more than {1} rows in {2}; it is no plan of ours.</source>
            <translation>{0} 的 {2} 中超过 {1} 行；这不是本程序的计划。</translation>
        </message>
        <message>
            <source>There is no file {0}; check the name.</source>
            <translation>没有文件 {0}；请检查名称。</translation>
        </message>
        <message>
            <source>{0} cannot be read ({1}); {2}.</source>
            <translation>无法读取 {0}（{1}）；{2}。</translation>
        </message>
        <message>
            <source>{0} is larger than any plan file ({1} MiB at most).</source>
            <translation>{0} 大于任何计划文件（最多 {1} MiB）。</translation>
        </message>
        <message>
            <source>{0} is a folder; choose a plan file in it.</source>
            <translation>{0} 是文件夹；请选择其中的计划文件。</translation>
        </message>
        <message>
            <source>{0} is a pipe, a socket or a device, not a file; choose a plan file.</source>
            <translation>{0} 是管道、套接字或设备，不是文件；请选择计划文件。</translation>
        </message>
        <message>
            <source>it is a link that leads back to itself; choose the file</source>
            <translation>它是指回自身的链接；请选择文件本身</translation>
        </message>
        <message>
            <source>choose a shorter name</source>
            <translation>请使用较短的名称</translation>
        </message>
        <message>
            <source>check its permissions</source>
            <translation>请检查其权限</translation>
        </message>
        <message>
            <source>a shape has {0} layers, {1} of them dense and {2} windowed</source>
            <translation>某个结构有 {0} 层，其中稠密 {1} 层、滑窗 {2} 层</translation>
        </message>
        <message>
            <source>a shape lacks the window or the ranks of its attention</source>
            <translation>某个结构缺少其注意力的窗口或秩</translation>
        </message>
        <message>
            <source>Model {0}</source>
            <translation>模型 {0}</translation>
        </message>
        <message>
            <source>separate jobs</source>
            <translation>各自独立的作业</translation>
        </message>
        <message>
            <source>shares of one run's tokens</source>
            <translation>同一次训练的词元份额</translation>
        </message>
        <message>
            <source>a programme of equal models</source>
            <translation>一组同等的模型</translation>
        </message>
        <message>
            <source>{0} is open in another database program, or was not closed there: its last changes lie in {1} beside it (WAL mode); close it in that program, then open it again.</source>
            <translation>{0} 正在另一数据库程序中打开，或未在其中关闭：最近的更改位于其旁边的 {1} 中（WAL 模式）；请在该程序中关闭它，然后重新打开。</translation>
        </message>
        <message>
            <source>{0} is being changed by another database program, or a change was cut short: {1} lies beside it; finish or undo the change in that program, then open it again.</source>
            <translation>{0} 正被另一数据库程序更改，或某次更改被中断：其旁边有 {1}；请在该程序中完成或撤销更改，然后重新打开。</translation>
        </message>
        <message>
            <source>What was explored of the plan is damaged; explore it again.</source>
            <translation>该计划的探索结果已损坏；请重新探索。</translation>
        </message>
        <message>
            <source>not {0}from {1} to {2}</source>
            <translation>不在允许的范围（{0}{1} 至 {2}）内</translation>
        </message>
        <message>
            <source>0 or </source>
            <translation>0 或 </translation>
        </message>
        <message>
            <source>The file</source>
            <translation>该文件</translation>
        </message>
        <message>
            <source>{0} was written by a newer Chipfolio (file format {1}, this one reads up to {2}); open it with that version.</source>
            <translation>{0} 由更新的 Chipfolio 写成（文件格式 {1}，本版本最多读取 {2}）；请用该版本打开。</translation>
        </message>
        <message>
            <source>{0} is not a complete plan file (file format {1}); restore a copy of it.</source>
            <translation>{0} 不是完整的计划文件（文件格式 {1}）；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0} has the older format {1} and cannot be brought up to date ({2}); it is unchanged, open it with the version that wrote it.</source>
            <translation>{0} 为旧格式 {1}，无法升级（{2}）；文件未改动，请用写入它的版本打开。</translation>
        </message>
        <message>
            <source>figures and prices are entered in the catalogue, each with its source</source>
            <translation>数据与价格在目录中输入，各注来源</translation>
        </message>
        <message>
            <source>what a plan is for is settled when it is begun</source>
            <translation>计划的用途在新建时确定</translation>
        </message>
        <message>
            <source>a shape is chosen, imported or edited as a whole</source>
            <translation>模型结构须整体选择、导入或编辑</translation>
        </message>
        <message>
            <source>runs are imported from a table</source>
            <translation>运行从表格导入</translation>
        </message>
        <message>
            <source>figures of a publication belong to the example that quotes them</source>
            <translation>出版物的数据属于引用它的示例</translation>
        </message>
        <message>
            <source>entered in this plan</source>
            <translation>在本计划中输入</translation>
        </message>
        <message>
            <source>0 or {0}</source>
            <translation>0 或 {0}</translation>
        </message>
        <message>
            <source>{0}; enter another value.</source>
            <translation>{0}；请输入其他值。</translation>
        </message>
        <message>
            <source>{0} is no input of its own: {1}.</source>
            <translation>{0} 不是独立的输入：{1}。</translation>
        </message>
        <message>
            <source>{0} is no field of a plan; 'inputs' shows what {1} holds.</source>
            <translation>计划中没有字段 {0}；“inputs”会列出 {1} 的内容。</translation>
        </message>
        <message>
            <source>{0} is no pool of this plan; there are {1}.</source>
            <translation>{0} 不是本计划的池；现有 {1}。</translation>
        </message>
        <message>
            <source> - at</source>
            <translation> - at</translation>
        </message>
        <message>
            <source>{0}: {1}; 'inputs' lists what it may be.</source>
            <translation>{0}：{1}；用 inputs 命令可列出允许的值。</translation>
        </message>
        <message>
            <source>A path is missing; write it as in limits.deadline_days=90.</source>
            <translation>缺少路径；写法如 limits.deadline_days=90。</translation>
        </message>
        <message>
            <source>{0} goes below {1}, which has no fields; 'inputs' lists all paths.</source>
            <translation>{0} 深入到了没有字段的 {1}；inputs 命令列出全部路径。</translation>
        </message>
        <message>
            <source>{0} is not there; 'chipfolio-cli inputs PLAN' lists every path.</source>
            <translation>没有 {0}；chipfolio-cli inputs PLAN 列出全部路径。</translation>
        </message>
        <message>
            <source>{0} takes JSON ({1}); write it as 'inputs' shows it.</source>
            <translation>{0} 须为 JSON（{1}）；请按 inputs 命令显示的格式书写。</translation>
        </message>
        <message>
            <source>{0} is on or off, not {1}.</source>
            <translation>{0} 只能是 on 或 off，不能是 {1}。</translation>
        </message>
        <message>
            <source>{0} holds no plan; restore a copy of it.</source>
            <translation>{0} 不含计划；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0}: the plan</source>
            <translation>{0}：计划</translation>
        </message>
        <message>
            <source>{0} does not hold: {1}; restore a copy of the file.</source>
            <translation>{0} 不成立：{1}；请恢复该文件的副本。</translation>
        </message>
        <message>
            <source>The plan cannot be saved: a row of {0} would be larger than any that can be opened ({1} MiB); take entries out of the plan's lists.</source>
            <translation>无法保存计划：{0} 的一行会大于可以打开的上限（{1} MiB）；请从计划的列表中删去一些条目。</translation>
        </message>
        <message>
            <source>{0} has a value in {1} that is no text; restore a copy of it.</source>
            <translation>{0} 的 {1} 中有非文本的值；请恢复其副本。</translation>
        </message>
        <message>
            <source>{0} is damaged ({1}); restore a copy of the file.</source>
            <translation>{0} 已损坏（{1}）；请恢复该文件的副本。</translation>
        </message>
        <message>
            <source>What was explored of it is damaged and left out; the plan itself is whole, explore it again.</source>
            <translation>其中的探索结果已损坏，未予采用；计划本身完好，请重新探索。</translation>
        </message>
        <message>
            <source>What was explored of it rests on other inputs, or on another catalogue, calibration or version of the program, and is left out; explore again.</source>
            <translation>其中的探索结果基于不同的输入，或基于不同版本的目录、校准或程序，未予采用；请重新探索。</translation>
        </message>
        <message>
            <source>The content was changed by another program or a fault of the disk; compare its figures with a copy and save it again.</source>
            <translation>内容已被其他程序或磁盘故障更改；请将其数值与副本核对后重新保存。</translation>
        </message>
        <message>
            <source>chipfolio {0}</source>
            <translation>Chipfolio {0}</translation>
        </message>
        <message>
            <source>a newer chipfolio</source>
            <translation>更新版本的 Chipfolio</translation>
        </message>
        <message>
            <source>It was written by {0} in format {1}; this program knows {2} and reads past what is new.</source>
            <translation>该文件由 {0} 以格式 {1} 写成；本程序支持格式 {2}，会略过新增内容。</translation>
        </message>
        <message>
            <source>This program does not know {0}; it plans without, and saving drops what it holds.</source>
            <translation>本程序不认识 {0}；规划时不予考虑，保存时会丢弃其内容。</translation>
        </message>
        <message>
            <source>It was made with the catalogue of {0}, newer than this program's of {1}; its own entries apply.</source>
            <translation>该计划采用 {0} 的目录，比本程序的 {1} 版目录更新；以计划自带的条目为准。</translation>
        </message>
        <message>
            <source>It was made with the catalogue of {0}, older than this program's of {1}; its own entries apply.</source>
            <translation>它依据 {0} 的目录制作，早于本程序的 {1} 目录；以其自身条目为准。</translation>
        </message>
        <message>
            <source>It was planned with calibration {0}, older than this program's {1}; figures may differ.</source>
            <translation>它以校准 {0} 规划，旧于本程序的 {1}；结果可能不同。</translation>
        </message>
        <message>
            <source>It was planned with calibration {0}, newer than this program's {1}; figures may differ.</source>
            <translation>该计划按校准 {0} 规划，比本程序的 {1} 更新；数值可能不同。</translation>
        </message>
        <message>
            <source>Its {0} pools were planned at the same time and now work one after the other{1}: a step needs the weights that the step before it made, so pools that exchange nothing train no common model.</source>
            <translation>其 {0} 个资源池原按同时训练规划，现改为依次训练{1}：每一步都需要前一步得到的权重，互不交换数据的资源池无法训练同一个模型。</translation>
        </message>
        <message>
            <source>Its older format is brought up to date: {0} was {1} and is now {2}.</source>
            <translation>其旧格式已更新：{0} 原为 {1}，现为 {2}。</translation>
        </message>
        <message>
            <source> (the file holds no days of either)</source>
            <translation>（文件中没有这两种情况的天数）</translation>
        </message>
        <message>
            <source> ({0} days instead of {1})</source>
            <translation>（{0} 天，而非 {1} 天）</translation>
        </message>
        <message>
            <source> (as predicted now {0} days instead of {1}; the file holds no days of either)</source>
            <translation>（按当前预测为 {0} 天，而非 {1} 天；文件中没有这两种情况的天数）</translation>
        </message>
        <message>
            <source>{0} and {1} more</source>
            <translation>{0} 及另外 {1} 项</translation>
        </message>
        <message>
            <source>The plan cannot be saved because {0}; correct that value.</source>
            <translation>无法保存计划，因为 {0}；请更正该值。</translation>
        </message>
        <message>
            <source>{0} is a folder; give the plan file a name in it.</source>
            <translation>{0} 是文件夹；请为计划文件在其中取名。</translation>
        </message>
        <message>
            <source>{0} cannot be written ({1}); the plan is not saved, choose another place.</source>
            <translation>无法写入 {0}（{1}）；计划未保存，请选择其他位置。</translation>
        </message>
        <message>
            <source>{0} was written by a newer Chipfolio ({1}) and holds what this one cannot read; open it with that version. In detail: {2}</source>
            <translation>{0} 由更新版本的 Chipfolio（{1}）写成，含有本版本无法读取的内容；请用该版本打开。详情：{2}</translation>
        </message>
        <message>
            <source>The plan cannot be saved ({0}); shorten its longest texts.</source>
            <translation>无法保存计划（{0}）；请缩短其中最长的文本。</translation>
        </message>
        <message>
            <source>The plan cannot be saved: its file would be larger than any that can be opened ({0} MiB); take entries out of its catalogue or its lists.</source>
            <translation>无法保存计划：其文件会大于可以打开的上限（{0} MiB）；请从目录或列表中删去一些条目。</translation>
        </message>
        <message>
            <source>{0} takes a number, not {1}; write it as in 1500, 1,500 or 1.5e3.</source>
            <translation>{0} 须为数字，而不是 {1}；请写作 1500、1,500 或 1.5e3。</translation>
        </message>
        <message>
            <source>The baseline has no cost: {0}</source>
            <translation>基准没有成本：{0}</translation>
        </message>
        <message>
            <source>The baseline {0} costs nothing, so no saving can be determined; enter its rent.</source>
            <translation>基准 {0} 成本为零，无法得出节省；请输入其租金。</translation>
        </message>
        <message>
            <source>above the cap</source>
            <translation>超过上限</translation>
        </message>
        <message>
            <source>past the deadline</source>
            <translation>超过期限</translation>
        </message>
        <message>
            <source>above the power limit</source>
            <translation>超过功率限额</translation>
        </message>
        <message>
            <source>without {0}, which is required</source>
            <translation>不含必须使用的 {0}</translation>
        </message>
        <message>
            <source>with {0}, which is excluded</source>
            <translation>使用了被排除的 {0}</translation>
        </message>
        <message>
            <source>against a mark of the site</source>
            <translation>违反站点标记</translation>
        </message>
        <message>
            <source>above the budget</source>
            <translation>超过预算</translation>
        </message>
        <message>
            <source>{0} is refused here: {1} Choose auto or another way.</source>
            <translation>此处无法采用{0}：{1}请选择自动或其他方式。</translation>
        </message>
        <message>
            <source>No pool that can train has a share of the tokens; enter shares for some of: {0}.</source>
            <translation>能训练的资源池都没有词元份额；请为其中一些输入份额：{0}。</translation>
        </message>
        <message>
            <source>An HHI of shares of spend cannot be limited; choose shares of compute, or a largest share.</source>
            <translation>无法限制支出份额的 HHI；请选择算力份额，或限制最大份额。</translation>
        </message>
        <message>
            <source>cost of the run / tokens x 1e12</source>
            <translation>训练成本 / 词元数 x 1e12</translation>
        </message>
        <message>
            <source>Cost per hour</source>
            <translation>每小时成本</translation>
        </message>
        <message>
            <source>sum over groups of devices x price per device-hour, were all at work</source>
            <translation>全部工作时，各节点组的设备数 x 每设备小时价格之和</translation>
        </message>
        <message>
            <source>Cost of the run</source>
            <translation>训练成本</translation>
        </message>
        <message>
            <source>sum of the terms below</source>
            <translation>以下各项之和</translation>
        </message>
        <message>
            <source>{0} devices x {1} {2} per device-hour x {3} hours</source>
            <translation>{0} 个设备 x 每设备小时 {1} {2} x {3} 小时</translation>
        </message>
        <message>
            <source>{0} devices x {1} {2} per device-hour</source>
            <translation>{0} 个设备 x 每设备小时 {1} {2}</translation>
        </message>
        <message>
            <source>{0} / tokens x 1e12</source>
            <translation>{0} / 词元数 x 1e12</translation>
        </message>
        <message>
            <source>Saved per trillion tokens</source>
            <translation>每万亿词元节省</translation>
        </message>
        <message>
            <source>baseline less plan</source>
            <translation>基准减去计划</translation>
        </message>
        <message>
            <source>cost per trillion tokens of the baseline</source>
            <translation>基准的每万亿词元成本</translation>
        </message>
        <message>
            <source>of the plan, taken off</source>
            <translation>计划的成本，予以扣除</translation>
        </message>
        <message>
            <source>{0} day {1}</source>
            <translation>{0} 第 {1} 天</translation>
        </message>
        <message>
            <source>Days = the day on which the last model ends: {0}; {1} days.</source>
            <translation>天数 = 最后一个模型结束的日子：{0}；{1} 天。</translation>
        </message>
        <message>
            <source>Tokens per second = tokens of all models / days = {0} / {1} days = {2} tokens/s. No model is trained faster by it: each has weights of its own.</source>
            <translation>每秒词元 = 所有模型的词元 / 天数 = {0} / {1} 天 = {2} 词元/秒。没有模型因此训练得更快：各有自己的权重。</translation>
        </message>
        <message>
            <source>Tokens per second = sum of the pools' speeds if memory were no limit, x efficiency of the pools together = {0} x {1}</source>
            <translation>每秒词元 = 各资源池在不受显存限制时的速度之和 x 资源池共同的效率 = {0} x {1}</translation>
        </message>
        <message>
            <source>Tokens per second = sum of the pools' speeds alone, x efficiency of the pools together = {0} x {1}; by pool, model rate x site's factor x goodput of its part: {2}</source>
            <translation>每秒词元 = 各资源池单独速率之和 x 资源池共同的效率 = {0} x {1}；各池的一份（模型速率 x 现场系数 x 有效吞吐率）：{2}</translation>
        </message>
        <message>
            <source>Tokens per second = tokens / days at work, one pool at a time = {0} / ({1} days x {2} s), from pools of {3}</source>
            <translation>每秒词元 = 词元 / 工作天数，每次一个资源池 = {0} / ({1} 天 x {2} 秒)，各资源池为 {3}</translation>
        </message>
        <message>
            <source>Tokens per second = model rate x site's factor x goodput = {0}</source>
            <translation>每秒词元 = 模型速率 x 现场系数 x 有效吞吐率 = {0}</translation>
        </message>
        <message>
            <source>{0} = {1} tokens/s.</source>
            <translation>{0} = {1} 词元/秒。</translation>
        </message>
        <message>
            <source>Mixing: {0}</source>
            <translation>混合：{0}</translation>
        </message>
        <message>
            <source> + {0} days of stops</source>
            <translation> + 停顿 {0} 天</translation>
        </message>
        <message>
            <source> + {0} days of waiting</source>
            <translation> + 等待 {0} 天</translation>
        </message>
        <message>
            <source>Days = tokens / rate / {0} s = {1} / {2} / {3}{4} = {5} days; {6} steps in a row of {7} s on average.</source>
            <translation>天数 = 词元 / 速率 / {0} 秒 = {1} / {2} / {3}{4} = {5} 天；依次 {6} 步，平均每步 {7} 秒。</translation>
        </message>
        <message>
            <source>{0} on {1} {2}</source>
            <translation>{1} {2}：{0}</translation>
        </message>
        <message>
            <source>Goodput = share of paid time that becomes training, after failures, restarts and checkpoints at the best interval (Daly): {0}; together {1}.</source>
            <translation>有效吞吐率 = 付费时间中用于训练的比例，已扣除故障、重启与按最佳间隔（Daly）进行的检查点：{0}；合计 {1}。</translation>
        </message>
        <message>
            <source>Goodput = share of paid time that becomes training, after failures, restarts and checkpoints at your own interval: {0}; together {1}.</source>
            <translation>有效吞吐率 = 付费时间中扣除故障、重启与按您自定间隔的检查点后成为训练的比例：{0}；合计 {1}。</translation>
        </message>
        <message>
            <source>{0}: a checkpoint of {1} GB takes {2} s, one every {3} s, a restart {4} s; a stop every {5} hours; the storage keeps {6} GB.{7}</source>
            <translation>{0}：一个 {1} GB 的检查点需 {2} 秒，每 {3} 秒一个，重启需 {4} 秒；每 {5} 小时中断一次；存储保留 {6} GB。{7}</translation>
        </message>
        <message>
            <source> Its {0} racks fail as a whole too, each every {1} hours.</source>
            <translation> 其 {0} 个机柜也会整体故障，每个平均 {1} 小时一次。</translation>
        </message>
        <message>
            <source>{0} on {1}</source>
            <translation>{1}：{0}</translation>
        </message>
        <message>
            <source>MFU = healthy tokens/s x {0} GFLOP per token / dense peak of all devices (causal attention, recomputation not counted): {1}; together {2}.</source>
            <translation>MFU = 无故障时词元/秒 x 每词元 {0} GFLOP / 所有设备的稠密峰值（因果注意力，不计重计算）：{1}；合计 {2}。</translation>
        </message>
        <message>
            <source>Cost = price per hour x hours, group by group by its terms, + stops + porting = {0} = {1} {2}.</source>
            <translation>成本 = 每小时价格 x 小时数（逐节点组按其条款）+ 停顿 + 移植 = {0} = {1} {2}。</translation>
        </message>
        <message>
            <source>Cost per trillion tokens = cost / tokens x 1e12 = {0} / {1} x 1e12 = {2} {3}.</source>
            <translation>每万亿词元成本 = 成本 / 词元 x 1e12 = {0} / {1} x 1e12 = {2} {3}。</translation>
        </message>
        <message>
            <source>Saving = 1 − cost / baseline's cost, per trillion tokens = 1 − {0} / {1} {2} = {3}. Baseline: {4}, {5} tokens/s per device. {6}</source>
            <translation>节省 = 1 − 成本 / 基准成本（每万亿词元）= 1 − {0} / {1} {2} = {3}。基准：{4}，每设备 {5} 词元/秒。{6}</translation>
        </message>
        <message>
            <source>Energy = power of the servers x load {0} (kept waiting: {1}) x PUE {2} x hours = {3} = {4} kWh.</source>
            <translation>能耗 = 服务器功率 x 负载 {0}（等待时：{1}）x PUE {2} x 小时数 = {3} = {4} kWh。</translation>
        </message>
        <message>
            <source>{0} The carbon intensity of the grid at {1} is unknown; enter it to see emissions.</source>
            <translation>{0} {1} 的电网碳强度未知；请输入以查看排放。</translation>
        </message>
        <message>
            <source> CO2e = energy x {0} kg/kWh = {1} kg ({2}).</source>
            <translation> CO2e = 能源 x {0} kg/kWh = {1} kg（{2}）。</translation>
        </message>
        <message>
            <source>{0} What is embodied in the hardware is not stated and not counted.</source>
            <translation>{0} 硬件的隐含排放未注明，不计入。</translation>
        </message>
        <message>
            <source>{0} Embodied in the hardware, by hours of its life: {1} kg.</source>
            <translation>{0} 硬件的隐含排放（按寿命小时数）：{1} kg。</translation>
        </message>
        <message>
            <source>Porting to a second software stack = {0} {1}</source>
            <translation>移植到第二个软件栈 = {0} {1}</translation>
        </message>
        <message>
            <source> ({0} FTE-months)</source>
            <translation>（{0} 人月）</translation>
        </message>
        <message>
            <source>{0}; no saving pays for it.</source>
            <translation>{0}；没有节省可以抵回。</translation>
        </message>
        <message>
            <source>{0}; the saving has paid for it after {1} tokens.</source>
            <translation>{0}；训练 {1} 词元后节省即可抵回。</translation>
        </message>
        <message>
            <source>delivered tokens/s</source>
            <translation>交付的词元/秒</translation>
        </message>
        <message>
            <source>Largest share = the most that one supplier has of {0}: {1}.</source>
            <translation>最大份额 = 单一供应商占{0}的最大比例：{1}。</translation>
        </message>
        <message>
            <source>Effective number of suppliers = 1 / (sum of squared shares) = 1 / ({0}) = {1}; HHI {2} points.</source>
            <translation>有效供应商数 = 1 /（份额平方和）= 1 / ({0}) = {1}；HHI {2} 点。</translation>
        </message>
        <message>
            <source>HHI = 10,000 x ({0}) = {1} points (10,000 is one supplier alone).</source>
            <translation>HHI = 10,000 x ({0}) = {1} 点（10,000 表示只有一家供应商）。</translation>
        </message>
        <message>
            <source>{0} without {1}</source>
            <translation>失去 {1} 后 {0}</translation>
        </message>
        <message>
            <source>N-1 retention = rate left when the most damaging supplier is lost and the rest is planned again as fast as it goes, against the plan's: {0}.</source>
            <translation>N-1 保留率 = 失去影响最大的供应商并尽可能快地重新规划其余部分后剩余的速率与计划速率之比：{0}。</translation>
        </message>
        <message>
            <source>Measured run {0}</source>
            <translation>实测运行 {0}</translation>
        </message>
        <message>
            <source>As it works with the other pools: its rate is its part of what they deliver together.</source>
            <translation>按与其他资源池共同训练的方式：其速率是它们共同速率中它的一份。</translation>
        </message>
        <message>
            <source>Too small alone: 1 layer on {0} of {1} stages.</source>
            <translation>单独过小：{1} 个阶段中的 {0} 个上有 1 层。</translation>
        </message>
        <message>
            <source>Too small alone: {0} layers on {1} of {2} stages.</source>
            <translation>单独过小：{2} 个阶段中的 {1} 个上有 {0} 层。</translation>
        </message>
        <message>
            <source>As in the pipeline over all pools: 1 layer on {0} of {1} stages; its rate is its part of the pipeline's.</source>
            <translation>按跨所有资源池的流水线：{1} 个阶段中的 {0} 个承载 1 层；其速率是流水线速率中它的一份。</translation>
        </message>
        <message>
            <source>As in the pipeline over all pools: {0} layers on {1} of {2} stages; its rate is its part of the pipeline's.</source>
            <translation>按跨所有资源池的流水线：{2} 个阶段中的 {1} 个承载 {0} 层；其速率是流水线速率中它的一份。</translation>
        </message>
        <message>
            <source>It comes on day {0}, after the run's end.</source>
            <translation>它在第 {0} 天才可用，晚于训练结束。</translation>
        </message>
        <message>
            <source>The division of the tokens gives it none.</source>
            <translation>词元分配未给它任何词元。</translation>
        </message>
        <message>
            <source>Fewer than two pools have room for the outer copy and momentum.</source>
            <translation>能容纳外层副本和动量的资源池不足两个。</translation>
        </message>
        <message>
            <source>{0}, {1} while waiting</source>
            <translation>{0}，空闲时{1}</translation>
        </message>
        <message>
            <source>The programme has no models; add one with its tokens.</source>
            <translation>模型组没有模型；请添加一个并给出其词元数。</translation>
        </message>
        <message>
            <source>{0} from day {1}</source>
            <translation>{0}（自第 {1} 天）</translation>
        </message>
        <message>
            <source>{0} has no pool; choose one for it, or let the planner assign the models.</source>
            <translation>{0} 没有资源池；请为其选择一个，或由规划器分配模型。</translation>
        </message>
        <message>
            <source>{0} is fixed to {1}, which cannot train; choose another pool for it.</source>
            <translation>{0} 固定在无法训练的 {1} 上；请为其选择其他资源池。</translation>
        </message>
        <message>
            <source>{0} on {1} from day {2} to {3}</source>
            <translation>{0} 在 {1} 上，第 {2} 至 {3} 天</translation>
        </message>
        <message>
            <source>{0} models, each with weights of its own: {1}.</source>
            <translation>{0} 个模型，各有自己的权重：{1}。</translation>
        </message>
        <message>
            <source>{0} alone</source>
            <translation>仅用 {0}</translation>
        </message>
        <message>
            <source>{0} alone, {1} devices</source>
            <translation>仅 {0}，{1} 台设备</translation>
        </message>
        <message>
            <source>with its share of the server</source>
            <translation>含服务器分摊</translation>
        </message>
        <message>
            <source>Baseline {0}</source>
            <translation>基准 {0}</translation>
        </message>
        <message>
            <source>Price of {0}</source>
            <translation>{0} 的价格</translation>
        </message>
        <message>
            <source>{0} As stages of a pipeline with the other pools it brings no gain either.</source>
            <translation>{0}作为与其他资源池组成的流水线的阶段，它也不带来收益。</translation>
        </message>
        <message>
            <source>statistical efficiency</source>
            <translation>统计效率</translation>
        </message>
        <message>
            <source>No way of working keeps every limit, so this plan gives no figures.</source>
            <translation>没有任何工作方式能满足所有限制，因此本计划没有结果。</translation>
        </message>
        <message>
            <source>This plan {0}.</source>
            <translation>本计划{0}。</translation>
        </message>
        <message>
            <source>{0} and {1}</source>
            <translation>{0}并{1}</translation>
        </message>
        <message>
            <source>No deadline, cap or budget is set for this plan.</source>
            <translation>本计划未设定期限、上限或预算。</translation>
        </message>
        <message>
            <source>This plan breaks no limit that could be checked.</source>
            <translation>本计划未违反任何可检查的限制。</translation>
        </message>
        <message>
            <source>This plan keeps every limit, but its deadline in only {0} of the draws.</source>
            <translation>本计划满足所有限制，但仅有 {0} 的抽样能按期完成。</translation>
        </message>
        <message>
            <source>This plan keeps every limit that is set.</source>
            <translation>本计划满足所有已设定的限制。</translation>
        </message>
        <message>
            <source>misses its deadline</source>
            <translation>未能按期完成</translation>
        </message>
        <message>
            <source>breaks the cap on each {0}</source>
            <translation>超过单一{0}的上限</translation>
        </message>
        <message>
            <source>exceeds its budget</source>
            <translation>超出预算</translation>
        </message>
        <message>
            <source>exceeds its power limit</source>
            <translation>超出功率限额</translation>
        </message>
        <message>
            <source>lacks a required supplier</source>
            <translation>缺少必须参与的供应商</translation>
        </message>
        <message>
            <source>uses an excluded supplier</source>
            <translation>使用了被排除的供应商</translation>
        </message>
        <message>
            <source>breaks a mark of the site</source>
            <translation>违反站点标记</translation>
        </message>
        <message>
            <source>{0} of the draws end in time.</source>
            <translation>{0} 的抽样能按期完成。</translation>
        </message>
        <message>
            <source>Kept: {0}.</source>
            <translation>已满足：{0}。</translation>
        </message>
        <message>
            <source>deadline of {0} ({1} planned)</source>
            <translation>期限 {0}（计划 {1} 天）</translation>
        </message>
        <message>
            <source>deadline of {0} ({1} planned, {2} of the draws in time)</source>
            <translation>期限 {0}（计划 {1} 天，{2} 的抽样按期完成）</translation>
        </message>
        <message>
            <source>cap of {0} points on the {1} HHI ({2})</source>
            <translation>{1} HHI 上限 {0} 点（计划 {2} 点）</translation>
        </message>
        <message>
            <source>cap of {0} on each {1} ({2})</source>
            <translation>单一{1}上限 {0}（计划 {2}）</translation>
        </message>
        <message>
            <source>budget of {0} ({1})</source>
            <translation>预算 {0}（计划 {1}）</translation>
        </message>
        <message>
            <source>power limit of {0} MW ({1} MW)</source>
            <translation>功率限额 {0} MW（计划 {1} MW）</translation>
        </message>
        <message>
            <source>{0} takes part</source>
            <translation>{0} 参与</translation>
        </message>
        <message>
            <source>{0} takes no part</source>
            <translation>{0} 未参与</translation>
        </message>
        <message>
            <source>The cap is not checked: shares of spend need every pool's price.</source>
            <translation>未检查上限：支出份额需要每个资源池的价格。</translation>
        </message>
        <message>
            <source>The budget is not checked: a price is unknown.</source>
            <translation>未检查预算：有价格未知。</translation>
        </message>
        <message>
            <source>the cheapest and fastest</source>
            <translation>最便宜且最快</translation>
        </message>
        <message>
            <source>the cheapest</source>
            <translation>最便宜</translation>
        </message>
        <message>
            <source>the fastest</source>
            <translation>最快</translation>
        </message>
        <message>
            <source>Beside the baseline, {0}: {1} a token, {2}.</source>
            <translation>与基准{0}相比：每词元{1}，{2}。</translation>
        </message>
        <message>
            <source>{0} alone ({1}): {2}.</source>
            <translation>仅用 {0}（{1}）：{2}。</translation>
        </message>
        <message>
            <source>{0} still paid</source>
            <translation>仍需为 {0} 付费</translation>
        </message>
        <message>
            <source>To decide: are {0} of the draws in time enough? More nodes or a later deadline raise it.</source>
            <translation>需决定：{0} 的抽样能按期完成是否足够？增加节点或推迟期限可提高这一比例。</translation>
        </message>
        <message>
            <source>To decide: is a largest share of {0} instead of {1} worth {2} more than {3} alone?</source>
            <translation>需决定：最大份额为 {0} 而非 {1}，是否值得比仅用 {3} 多花 {2}？</translation>
        </message>
        <message>
            <source>To decide about the deadline: {0}.</source>
            <translation>期限方面需决定：{0}。</translation>
        </message>
        <message>
            <source>To decide about the cap: {0}.</source>
            <translation>上限方面需决定：{0}。</translation>
        </message>
        <message>
            <source>To decide about the budget: {0}.</source>
            <translation>预算方面需决定：{0}。</translation>
        </message>
        <message>
            <source>To decide about the power: {0}.</source>
            <translation>功率方面需决定：{0}。</translation>
        </message>
        <message>
            <source>allow 1 day</source>
            <translation>放宽到 1 天</translation>
        </message>
        <message>
            <source>allow {0} days</source>
            <translation>放宽到 {0} 天</translation>
        </message>
        <message>
            <source>take {0} alone, {1} days</source>
            <translation>仅用 {0}，{1} 天</translation>
        </message>
        <message>
            <source>add nodes</source>
            <translation>增加节点</translation>
        </message>
        <message>
            <source>take local SGD, which changes the optimiser, {0} days, {1} days earlier</source>
            <translation>采用本地 SGD（会改变优化器），{0} 天，提前 {1} 天</translation>
        </message>
        <message>
            <source>{0} and {1} {2}</source>
            <translation>{0}，费用{2} {1}</translation>
        </message>
        <message>
            <source>late as well</source>
            <translation>同样超期</translation>
        </message>
        <message>
            <source>allow {0} points</source>
            <translation>放宽到 {0} 点</translation>
        </message>
        <message>
            <source>allow {0}</source>
            <translation>放宽到 {0}</translation>
        </message>
        <message>
            <source>divide the tokens by best shares, which keep the cap</source>
            <translation>按最优份额分配词元，可满足上限</translation>
        </message>
        <message>
            <source>add nodes of another {0}</source>
            <translation>增加另一{0}的节点</translation>
        </message>
        <message>
            <source>take {0} alone, {1}</source>
            <translation>仅用 {0}，{1}</translation>
        </message>
        <message>
            <source>find cheaper terms</source>
            <translation>寻找更便宜的条款</translation>
        </message>
        <message>
            <source>allow {0} MW</source>
            <translation>放宽到 {0} MW</translation>
        </message>
        <message>
            <source>take fewer nodes</source>
            <translation>减少节点</translation>
        </message>
        <message>
            <source>One pool trains alone; nothing is mixed.</source>
            <translation>只有一个资源池单独训练；没有混合。</translation>
        </message>
        <message>
            <source>This mix: {0}, largest share {1}</source>
            <translation>此组合：{0}，最大份额 {1}</translation>
        </message>
        <message>
            <source>; no pool can do the run alone.</source>
            <translation>；没有任何一个池能独自完成此训练。</translation>
        </message>
        <message>
            <source>cheapest and fastest {0}</source>
            <translation>最便宜且最快的是 {0}</translation>
        </message>
        <message>
            <source>cheapest {0}</source>
            <translation>最便宜的是 {0}</translation>
        </message>
        <message>
            <source>fastest {0}</source>
            <translation>最快的是 {0}</translation>
        </message>
        <message>
            <source>{0}; alone, {1}: {2}.</source>
            <translation>{0}；仅用一池（份额 {1}）：{2}。</translation>
        </message>
        <message>
            <source> ({0} keep costing)</source>
            <translation>（{0} 仍需付费）</translation>
        </message>
        <message>
            <source> ({0} keeps costing)</source>
            <translation>（{0} 仍需付费）</translation>
        </message>
        <message>
            <source>{0} hours</source>
            <translation>{0} 小时</translation>
        </message>
        <message>
            <source>{0} pools {1}</source>
            <translation>{0} 个资源池{1}</translation>
        </message>
        <message>
            <source>In {0}, {1}</source>
            <translation>在 {0} 中，{1}</translation>
        </message>
        <message>
            <source>{0} GB cross the links between them for each step, on average over a round.</source>
            <translation>按一轮平均，每步有 {0} GB 穿过它们之间的链路。</translation>
        </message>
        <message>
            <source>{0} GB cross the links between them in every healthy step of {1} s.</source>
            <translation>无故障时每 {1} 秒一步，有 {0} GB 穿过它们之间的链路。</translation>
        </message>
        <message>
            <source> (sequences a step: {0}), every {1} steps; the exchange takes {2} s of a round of {3} s</source>
            <translation>（每步序列数：{0}），每 {1} 步一次；一轮 {3} 秒中交换占 {2} 秒</translation>
        </message>
        <message>
            <source> (attention: {0})</source>
            <translation>（注意力：{0}）</translation>
        </message>
        <message>
            <source>, and every round waits for it</source>
            <translation>，且每一轮都要等它完成</translation>
        </message>
        <message>
            <source>, all of it hidden behind computing (up to {0} of a round, as EDiT and Streaming DiLoCo hide it; DiLoCo as first published hides none)</source>
            <translation>，全部被计算掩盖（最多可掩盖一轮的 {0}，如 EDiT 与 Streaming DiLoCo；最初发表的 DiLoCo 不掩盖）</translation>
        </message>
        <message>
            <source>, and {0} s of it are not hidden behind computing (up to {1} of a round is)</source>
            <translation>，其中 {0} 秒未被计算掩盖（最多可掩盖一轮的 {1}）</translation>
        </message>
        <message>
            <source>1 stage</source>
            <translation>1 个阶段</translation>
        </message>
        <message>
            <source>{0} stages</source>
            <translation>{0} 个阶段</translation>
        </message>
        <message>
            <source>{0}: 1 layer on {1}</source>
            <translation>{0}：1 层，{1}</translation>
        </message>
        <message>
            <source>{0}: {1} layers on {2}</source>
            <translation>{0}：{1} 层，{2}</translation>
        </message>
        <message>
            <source>Too small to hold the model alone, and fit only as stages: {0}.</source>
            <translation>单独容不下模型，仅可作为阶段：{0}。</translation>
        </message>
        <message>
            <source>That is {0} above the sum of the pools: with fewer layers on each device less is recomputed or cut.</source>
            <translation>这比各资源池之和高 {0}：每个设备上的层数较少，重计算和切分也较少。</translation>
        </message>
        <message>
            <source> with </source>
            <translation>，使用 </translation>
        </message>
        <message>
            <source>{0} {1} of the tokens in {2} days</source>
            <translation>{0} {1} 的词元，{2} 天</translation>
        </message>
        <message>
            <source>The ways of working follow each other: {0}.</source>
            <translation>各工作方式依次进行：{0}。</translation>
        </message>
        <message>
            <source>One pool works at a time: {0}.</source>
            <translation>每次一个资源池工作：{0}。</translation>
        </message>
        <message>
            <source>Pools work one after the other: {0}; each takeover stops the run for {1} hours (checkpoint over the link, restart and alignment).</source>
            <translation>资源池依次工作：{0}；每次交接使训练停止 {1} 小时（经链路传输检查点、重启与对齐）。</translation>
        </message>
        <message>
            <source>no accelerator of the catalogue is called {0}</source>
            <translation>目录中没有名为 {0} 的加速器</translation>
        </message>
        <message>
            <source>the accelerator is not named</source>
            <translation>没有写明加速器</translation>
        </message>
        <message>
            <source>the {0}-parallel size is not stated</source>
            <translation>没有写明 {0} 并行规模</translation>
        </message>
        <message>
            <source>the number of accelerators is not stated</source>
            <translation>没有写明加速器数量</translation>
        </message>
        <message>
            <source>{0} accelerators do not divide by tp {1} x pp {2} x cp {3}</source>
            <translation>{0} 个加速器不能被 tp {1} x pp {2} x cp {3} 整除</translation>
        </message>
        <message>
            <source>dp {0} contradicts {1} accelerators with tp {2}, pp {3}, cp {4}</source>
            <translation>dp {0} 与 {1} 个加速器及 tp {2}、pp {3}、cp {4} 矛盾</translation>
        </message>
        <message>
            <source>{0} experts do not divide over ep {1}</source>
            <translation>{0} 个专家不能按 ep {1} 均分</translation>
        </message>
        <message>
            <source>{0} accelerators of a stage do not divide by ep {1} x etp {2}</source>
            <translation>一个阶段的 {0} 个加速器不能被 ep {1} x etp {2} 整除</translation>
        </message>
        <message>
            <source>the global batch is not stated</source>
            <translation>没有写明全局批次</translation>
        </message>
        <message>
            <source> into micro-batches of {0}</source>
            <translation>以每微批次 {0} 条序列、</translation>
        </message>
        <message>
            <source>a global batch of {0} does not divide{1} over dp {2}</source>
            <translation>全局批次 {0} 不能{1}按 dp {2} 均分</translation>
        </message>
        <message>
            <source>its pipeline schedule (V-Half or V-Min) is not modelled</source>
            <translation>其流水线调度（V-Half 或 V-Min）未建模</translation>
        </message>
        <message>
            <source>an MFU of {0} % is more than the stated peak; give per cent of it</source>
            <translation>MFU {0} % 超过所注明的峰值；请给出占峰值的百分比</translation>
        </message>
        <message>
            <source>{0} TFLOP/s per device are more than the stated peak ({1})</source>
            <translation>每设备 {0} TFLOP/s 超过所注明的峰值（{1}）</translation>
        </message>
        <message>
            <source>no way to fill what it leaves open ({0}) divides {1} devices</source>
            <translation>未写明的部分（{0}）无论怎样填写都不能整分 {1} 台设备</translation>
        </message>
        <message>
            <source>the source's figure cannot be used as a measurement ({0})</source>
            <translation>来源的数值不能用作实测（{0}）</translation>
        </message>
        <message>
            <source>the sequence length is not stated</source>
            <translation>没有写明序列长度</translation>
        </message>
        <message>
            <source>its precision ({0}) is not one that is planned</source>
            <translation>其精度（{0}）不在可规划之列</translation>
        </message>
        <message>
            <source>{0} is adapter fine-tuning, not training of all parameters</source>
            <translation>{0} 是适配器微调，并非训练全部参数</translation>
        </message>
        <message>
            <source>{0} has layers of several kinds (hybrid, linear or sparse attention) that it does not list</source>
            <translation>{0} 含有多种层（混合、线性或稀疏注意力），但没有列出</translation>
        </message>
        <message>
            <source>its shape is beyond what can be planned: {0}</source>
            <translation>其结构超出可规划的范围：{0}</translation>
        </message>
        <message>
            <source>the number of KV heads is not stated</source>
            <translation>没有写明 KV 头数</translation>
        </message>
        <message>
            <source>is_moe reads {0}, but {1} experts are stated; correct one of them</source>
            <translation>is_moe 为 {0}，却写有 {1} 个专家；请更正其一</translation>
        </message>
        <message>
            <source>is_moe reads {0}, but {1} routes to {2} experts; correct one</source>
            <translation>is_moe 为 {0}，但 {1} 路由到 {2} 个专家；请更正其一</translation>
        </message>
        <message>
            <source>is_moe reads {0}, but {1} is dense and no experts are stated; correct one</source>
            <translation>is_moe 为 {0}，但 {1} 是稠密模型且没有写明专家；请更正其一</translation>
        </message>
        <message>
            <source>the width of its dense layers is not stated</source>
            <translation>没有写明其稠密层的宽度</translation>
        </message>
        <message>
            <source>the shape columns contradict each other: {0}</source>
            <translation>结构各列互相矛盾：{0}</translation>
        </message>
        <message>
            <source>the ranks of its latent attention are not stated</source>
            <translation>没有写明其潜在注意力的秩</translation>
        </message>
        <message>
            <source>head_dim is not stated, and hidden {0} does not divide by {1} heads</source>
            <translation>没有写明 head_dim，而隐藏维度 {0} 不能被 {1} 个头整除</translation>
        </message>
        <message>
            <source>the width of its feed-forward block is not stated</source>
            <translation>没有写明其前馈块的宽度</translation>
        </message>
        <message>
            <source>{0} has no column {1}; a table of runs needs {2}.</source>
            <translation>{0} 没有 {1} 列；训练表需要 {2}。</translation>
        </message>
        <message>
            <source>{0} reads {1}, which is not one number</source>
            <translation>{0} 为 {1}，并非单个数值</translation>
        </message>
        <message>
            <source>{0} reads {1}, which is more than {2}</source>
            <translation>{0} 为 {1}，超过了 {2}</translation>
        </message>
        <message>
            <source>{0} reads {1}, which is not above zero</source>
            <translation>{0} 为 {1}，并不大于零</translation>
        </message>
        <message>
            <source>{0} reads {1}, which is not a whole number of at least 1</source>
            <translation>{0} 为 {1}，并非不小于 1 的整数</translation>
        </message>
        <message>
            <source>{0} cannot be read ({1}); give the path of a CSV file.</source>
            <translation>无法读取 {0}（{1}）；请给出 CSV 文件的路径。</translation>
        </message>
        <message>
            <source>{0} is not a UTF-8 CSV file ({1}); export it again as CSV.</source>
            <translation>{0} 不是 UTF-8 编码的 CSV 文件（{1}）；请重新导出为 CSV。</translation>
        </message>
        <message>
            <source>{0} has more than {1} rows; split it.</source>
            <translation>{0} 超过 {1} 行；请拆分。</translation>
        </message>
        <message>
            <source>it is larger than {0}</source>
            <translation>它大于 {0}</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>它是文件夹</translation>
        </message>
        <message>
            <source>it is a pipe, a socket or a device, not a file</source>
            <translation>它是管道、套接字或设备，不是文件</translation>
        </message>
        <message>
            <source>{0} MiB</source>
            <translation>{0} MiB</translation>
        </message>
        <message>
            <source>{0} bytes</source>
            <translation>{0} 字节</translation>
        </message>
        <message>
            <source>The program's resources are missing beside {0}; install it again.</source>
            <translation>{0} 旁缺少程序资源；请重新安装。</translation>
        </message>
        <message>
            <source>{0} is {1}; enter zero or more.</source>
            <translation>{0} 为 {1}；请输入零或更大的值。</translation>
        </message>
        <message>
            <source>Rents of {0} rise by {1}</source>
            <translation>{0} 的租金上涨 {1}</translation>
        </message>
        <message>
            <source>Rents of {0} fall by {1}</source>
            <translation>{0} 的租金下降 {1}</translation>
        </message>
        <message>
            <source>Devices of {0} come {1} days late</source>
            <translation>{0} 的设备晚到 {1} 天</translation>
        </message>
        <message>
            <source>{0} gains {1}</source>
            <translation>{0} 升值 {1}</translation>
        </message>
        <message>
            <source>{0} loses {1}</source>
            <translation>{0} 贬值 {1}</translation>
        </message>
        <message>
            <source>Devices fail {0} times as often</source>
            <translation>设备故障频率为 {0} 倍</translation>
        </message>
        <message>
            <source>new stack</source>
            <translation>新软件栈</translation>
        </message>
        <message>
            <source>stop ship</source>
            <translation>停止供货</translation>
        </message>
        <message>
            <source>loss of use</source>
            <translation>丧失使用</translation>
        </message>
        <message>
            <source>price</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>rate</source>
            <translation>速率</translation>
        </message>
        <message>
            <source>delay</source>
            <translation>延迟</translation>
        </message>
        <message>
            <source>exchange rate</source>
            <translation>汇率</translation>
        </message>
        <message>
            <source>failures</source>
            <translation>故障</translation>
        </message>
        <message>
            <source>price shock</source>
            <translation>价格冲击</translation>
        </message>
        <message>
            <source>A scenario's probability is outside 0 to 1; correct it.</source>
            <translation>某情景的概率超出 0 到 1；请更正。</translation>
        </message>
        <message>
            <source>The scenarios' probabilities sum to {0}; lower some so that they sum to at most 100 %.</source>
            <translation>各情景的概率之和为 {0}；请降低其中一些，使其总和不超过 100 %。</translation>
        </message>
        <message>
            <source>Active parameters</source>
            <translation>激活参数</translation>
        </message>
        <message>
            <source>Training FLOP per token</source>
            <translation>每词元训练 FLOP</translation>
        </message>
        <message>
            <source>Sequence length</source>
            <translation>序列长度</translation>
        </message>
        <message>
            <source>Global batch</source>
            <translation>全局批次</translation>
        </message>
        <message>
            <source>a name of more than {0} parts</source>
            <translation>由超过 {0} 个部分组成的名称</translation>
        </message>
        <message>
            <source>nested too deeply</source>
            <translation>嵌套过深</translation>
        </message>
        <message>
            <source>Until the event</source>
            <translation>事件发生之前</translation>
        </message>
        <message>
            <source>From then on</source>
            <translation>此后</translation>
        </message>
        <message>
            <source>Until the rest is planned anew</source>
            <translation>重新规划剩余部分之前</translation>
        </message>
        <message>
            <source>To finish on what is left</source>
            <translation>用剩余部分完成</translation>
        </message>
        <message>
            <source>Lost and still held</source>
            <translation>已失去但仍占用</translation>
        </message>
        <message>
            <source>Rented in its place</source>
            <translation>租来替代</translation>
        </message>
        <message>
            <source>Porting to another stack</source>
            <translation>移植到另一软件栈</translation>
        </message>
        <message>
            <source>Change of prices</source>
            <translation>价格变动</translation>
        </message>
        <message>
            <source>{0} cannot be finished under some scenario, so its tail has no end.</source>
            <translation>{0} 在某些情景下无法完成，因此其尾部没有尽头。</translation>
        </message>
        <message>
            <source>{0} cannot be finished under some scenario; {1} can under all.</source>
            <translation>{0} 在某些情景下无法完成；{1} 在所有情景下都能完成。</translation>
        </message>
        <message>
            <source>expected cost {0} higher</source>
            <translation>期望成本高 {0}</translation>
        </message>
        <message>
            <source>expected cost {0} lower</source>
            <translation>期望成本低 {0}</translation>
        </message>
        <message>
            <source>mean of the worst tenth {0} lower</source>
            <translation>最差十分之一结果的平均值低 {0}</translation>
        </message>
        <message>
            <source>mean of the worst tenth {0} higher</source>
            <translation>最差十分之一结果的平均值高 {0}</translation>
        </message>
        <message>
            <source>{0} days beyond its own plan in the worst tenth, against {1} days</source>
            <translation>最差十分之一中比自身计划多出的天数为 {0} 天，对方为 {1} 天</translation>
        </message>
        <message>
            <source>Against {0}: {1}, {2}; {3}.</source>
            <translation>与 {0} 相比：{1}，{2}；{3}。</translation>
        </message>
        <message>
            <source>Speed of all pools (the team's tuning)</source>
            <translation>所有资源池的速度（团队调优）</translation>
        </message>
        <message>
            <source>of the predicted rate</source>
            <translation>相对预测速率</translation>
        </message>
        <message>
            <source>MFU of {0}</source>
            <translation>{0} 的 MFU</translation>
        </message>
        <message>
            <source>Price of energy</source>
            <translation>能源价格</translation>
        </message>
        <message>
            <source>Exchange rate of {0}</source>
            <translation>{0} 的汇率</translation>
        </message>
        <message>
            <source>Utilisation of what is bought</source>
            <translation>所购设备的利用率</translation>
        </message>
        <message>
            <source>of all hours</source>
            <translation>占全部小时</translation>
        </message>
        <message>
            <source>Residual value of what is bought</source>
            <translation>所购设备的残值</translation>
        </message>
        <message>
            <source>of its price</source>
            <translation>占其价格</translation>
        </message>
        <message>
            <source>Failures of devices</source>
            <translation>设备故障</translation>
        </message>
        <message>
            <source>of the assumed rate</source>
            <translation>相对假定故障率</translation>
        </message>
        <message>
            <source>Efficiency of mixing</source>
            <translation>混合效率</translation>
        </message>
        <message>
            <source>of the computed efficiency</source>
            <translation>相对计算效率</translation>
        </message>
        <message>
            <source>Porting cost</source>
            <translation>移植成本</translation>
        </message>
        <message>
            <source>Statistical efficiency of averaged copies</source>
            <translation>副本平均的统计效率</translation>
        </message>
        <message>
            <source>of the tokens</source>
            <translation>（占词元）</translation>
        </message>
        <message>
            <source>Number of nodes of {0}</source>
            <translation>{0} 的节点数</translation>
        </message>
        <message>
            <source>{0} takes no part in the plan; its suppliers are {1}.</source>
            <translation>{0} 未参与该计划；其供应商为 {1}。</translation>
        </message>
        <message>
            <source>The loss is on day {0}; enter a day of the run, 0 or later.</source>
            <translation>损失发生在第 {0} 天；请输入训练中的某一天（0 或以后）。</translation>
        </message>
        <message>
            <source>{0} at {1} alone</source>
            <translation>仅用 {1} 的 {0}</translation>
        </message>
        <message>
            <source>{0}, {1} more than owned</source>
            <translation>{0}，比自有多 {1} 台</translation>
        </message>
        <message>
            <source>No baseline is set; choose one to see what diversification costs.</source>
            <translation>未设置基准；请选择一个以查看多元化的成本。</translation>
        </message>
        <message>
            <source>{0}: a price is unknown, so no overrun can be determined; choose an offer or enter a rent.</source>
            <translation>{0}：有价格未知，无法给出超支；请选择报价或输入租金。</translation>
        </message>
        <message>
            <source>all suppliers</source>
            <translation>所有供应商</translation>
        </message>
        <message>
            <source>in place of {0}</source>
            <translation>替代 {0}</translation>
        </message>
        <message>
            <source>{0} names no input of this plan; choose one of {1}.</source>
            <translation>{0} 不是该计划的输入；请从 {1} 中选择。</translation>
        </message>
        <message>
            <source>No fleet has a known price; choose an offer or enter a rent to see which is cheapest.</source>
            <translation>没有机群的价格已知；请选择报价或输入租金以查看哪个最便宜。</translation>
        </message>
        <message>
            <source>{0}, times the plan's</source>
            <translation>{0}，计划值的倍数</translation>
        </message>
        <message>
            <source>Speed of all pools</source>
            <translation>所有资源池的速度</translation>
        </message>
        <message>
            <source>In {0} of the map no fleet ends: the windows of its node groups close first.</source>
            <translation>地图中有 {0} 的区域没有任何机群能训练完：节点组的时间窗口先关闭。</translation>
        </message>
        <message>
            <source>The cheapest wins of the fleets that keep every limit of the plan, their work divided as planned.</source>
            <translation>在满足方案全部限制的集群中（按方案分配工作），最便宜者胜出。</translation>
        </message>
        <message>
            <source>Nowhere on this map does a fleet, its work divided as planned, keep every limit of the plan; the cheapest of all is shown.</source>
            <translation>在此图上，按方案分配工作时没有任何集群满足方案的全部限制；显示的是所有集群中最便宜的。</translation>
        </message>
        <message>
            <source>The cheapest wins of the fleets that keep every limit of the plan, their work divided as planned; in {0} of the map none keeps them all, and the cheapest of all is shown.</source>
            <translation>在满足方案全部限制的集群中（按方案分配工作），最便宜者胜出；图中 {0} 的区域没有集群满足全部限制，显示的是所有集群中最便宜的。</translation>
        </message>
        <message>
            <source>it is a device, a pipe or a socket, not a file</source>
            <translation>它是设备、管道或套接字，不是文件</translation>
        </message>
        <message>
            <source>it is write-protected</source>
            <translation>它受写保护</translation>
        </message>
        <message>
            <source>it has {0} names (hard links), of which the others would keep the old content</source>
            <translation>它有 {0} 个名称（硬链接），其余名称会保留旧内容</translation>
        </message>
        <message>
            <source>A block has {0} layers; it needs from 1 to {1}.</source>
            <translation>一个块有 {0} 层；须为 1 至 {1} 层。</translation>
        </message>
        <message>
            <source>A block has neither a token mixer nor a channel mixer; name one.</source>
            <translation>一个块既没有词元混合器也没有通道混合器；请指定一个。</translation>
        </message>
        <message>
            <source>{0} blocks are repeated {1} times; both need at least 1.</source>
            <translation>{0} 个块重复 {1} 次；两者都须至少为 1。</translation>
        </message>
        <message>
            <source>moe: top_k {0} of {1} experts, {2} of them real ones, is not a routing that can be computed.</source>
            <translation>moe：{1} 个专家（其中真实专家 {2} 个）中取 top_k {0} 的路由无法计算。</translation>
        </message>
        <message>
            <source>moe: {0} experts in {1} routing groups, at most {2} a token, is not a routing that can be computed.</source>
            <translation>moe：{1} 个路由组中的 {0} 个专家、每词元最多 {2} 组的路由无法计算。</translation>
        </message>
        <message>
            <source>No config.json of a common model type says all layers of {0}; export it as TOML instead.</source>
            <translation>没有常见模型类型的 config.json 能表达 {0} 的全部层；请改为导出 TOML。</translation>
        </message>
        <message>
            <source>{0}: the MLA ranks must be given for MLA attention, and only then.</source>
            <translation>{0}：只有 MLA 注意力需要且必须给出 MLA 的秩。</translation>
        </message>
        <message>
            <source>{0}: {1} windowed layers need a sliding_window in tokens.</source>
            <translation>{0}：{1} 个滑窗层需要以词元计的 sliding_window。</translation>
        </message>
        <message>
            <source>{0}: layers is {1}; it must be at least 1.</source>
            <translation>{0}：layers 为 {1}；须至少为 1。</translation>
        </message>
        <message>
            <source>{0}: {1} is {2} of {3} layers.</source>
            <translation>{0}：{1} 为 {2}，共 {3} 层。</translation>
        </message>
        <message>
            <source>{0}: {1} is {2}; it must be at least 1.</source>
            <translation>{0}：{1} 为 {2}；至少须为 1。</translation>
        </message>
        <message>
            <source>The configuration lacks "{0}{1}"; a {2} model needs it.</source>
            <translation>配置缺少“{0}{1}”；{2} 模型需要它。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" is {2}; a {3} model needs a whole number from {4} to {5} there.</source>
            <translation>配置中的“{0}{1}”为 {2}；{3} 模型在此需要 {4} 至 {5} 的整数。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" is {2}; it must be true or false.</source>
            <translation>配置中的“{0}{1}”为 {2}；必须为 true 或 false。</translation>
        </message>
        <message>
            <source>The configuration contradicts itself: "{0}{1}" is {2}, but {3} {4}; correct one of them.</source>
            <translation>配置自相矛盾：“{0}{1}”为 {2}，但{3} {4}；请更正其中之一。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" is {2}, but {3}.</source>
            <translation>配置中的“{0}{1}”为 {2}，但{3}。</translation>
        </message>
        <message>
            <source>"{0}{1}" is not a list of at most {2} entries; correct it.</source>
            <translation>“{0}{1}”不是最多 {2} 项的列表；请更正。</translation>
        </message>
        <message>
            <source>The configuration contradicts itself: "{0}{1}" has {2} entries for {3} layers; correct one of them.</source>
            <translation>配置自相矛盾：“{0}{1}”有 {2} 项，而层数为 {3}；请更正其中之一。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" has {2} in it, which is not understood for a {3} model; enter its shape by hand.</source>
            <translation>配置中的“{0}{1}”含有 {2}，对 {3} 模型无法理解；请手工输入其结构。</translation>
        </message>
        <message>
            <source>The configuration's "{0}" differs from layer to layer, which is not understood.</source>
            <translation>配置中的“{0}”各层不同，无法理解。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" is {2}; it must be an object.</source>
            <translation>配置中的“{0}{1}”为 {2}；必须是对象。</translation>
        </message>
        <message>
            <source>it must list an object for each of the {0} layers</source>
            <translation>它必须为 {0} 层中的每一层列出一个对象</translation>
        </message>
        <message>
            <source> (and {0} more)</source>
            <translation>（另有 {0} 个）</translation>
        </message>
        <message>
            <source>The configuration has {0}{1}, not understood for a {2} model; remove what has no weight, or enter the shape by hand.</source>
            <translation>配置含有 {0}{1}，对 {2} 模型无法理解；请删去没有影响的字段，或手工输入结构。</translation>
        </message>
        <message>
            <source>The configuration contradicts itself: "{0}{1}" is {2}, but "{3}{4}" is {5}; correct one of them.</source>
            <translation>配置自相矛盾：“{0}{1}”为 {2}，但“{3}{4}”为 {5}；请更正其中之一。</translation>
        </message>
        <message>
            <source>The configuration's "{0}{1}" is {2}, which is not understood for a {3} model; enter its shape by hand.</source>
            <translation>配置中的“{0}{1}”为 {2}，对 {3} 模型无法理解；请手工输入其结构。</translation>
        </message>
        <message>
            <source>a number of more than 30 digits</source>
            <translation>超过 30 位的数</translation>
        </message>
        <message>
            <source>a value that is too large to print</source>
            <translation>大到无法显示的值</translation>
        </message>
        <message>
            <source>the other fields make it</source>
            <translation>按其他字段应为</translation>
        </message>
        <message>
            <source>"layer_types" lists other layers; correct one of them</source>
            <translation>“layer_types”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>latent attention needs "kv_lora_rank" as well</source>
            <translation>潜在注意力还需要“kv_lora_rank”</translation>
        </message>
        <message>
            <source>the size of positions is</source>
            <translation>位置部分的维度为</translation>
        </message>
        <message>
            <source>"num_attention_heads" is</source>
            <translation>“num_attention_heads”为</translation>
        </message>
        <message>
            <source>"short_conv_kernel_size" is</source>
            <translation>“short_conv_kernel_size”为</translation>
        </message>
        <message>
            <source>"n_routed_experts" is missing; give the number of routed experts, or remove it for a dense model</source>
            <translation>缺少“n_routed_experts”；请给出路由专家的数量，若为稠密模型则将其删去</translation>
        </message>
        <message>
            <source>"indexer_types" lists other layers; correct one of them</source>
            <translation>“indexer_types”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>whether "sliding_window" is given is</source>
            <translation>是否给出“sliding_window”为</translation>
        </message>
        <message>
            <source>latent attention has a key for each head:</source>
            <translation>潜在注意力每个头各有一个键，即</translation>
        </message>
        <message>
            <source>the model has one key a token:</source>
            <translation>该模型每词元的键数为</translation>
        </message>
        <message>
            <source>0, 4 and 128 alone are understood in it</source>
            <translation>其中只能理解 0、4 和 128</translation>
        </message>
        <message>
            <source>the model needs it to say what each layer attends to</source>
            <translation>模型需要由它说明每一层关注什么</translation>
        </message>
        <message>
            <source>{0} alone are understood in it</source>
            <translation>其中只能理解 {0}</translation>
        </message>
        <message>
            <source>the model has {0} layers</source>
            <translation>模型有 {0} 层</translation>
        </message>
        <message>
            <source>layers with inputs of their own are not understood</source>
            <translation>无法理解带有自身输入的层</translation>
        </message>
        <message>
            <source>"per_layer_config" has</source>
            <translation>“per_layer_config”为</translation>
        </message>
        <message>
            <source>"enable_moe_block" is not true; correct one of them</source>
            <translation>“enable_moe_block”不为 true；请更正其中之一</translation>
        </message>
        <message>
            <source>"{0}" is {1}; it must be less</source>
            <translation>“{0}”为 {1}；它必须更小</translation>
        </message>
        <message>
            <source>the model needs it to say which layers are Mamba</source>
            <translation>模型需要由它说明哪些层是 Mamba</translation>
        </message>
        <message>
            <source>"mamba_expand" makes {0} channels, which do not divide by it</source>
            <translation>按“mamba_expand”有 {0} 个通道，不能被它整除</translation>
        </message>
        <message>
            <source>"mamba_expand" and "mamba_n_heads" make it</source>
            <translation>按“mamba_expand”和“mamba_n_heads”应为</translation>
        </message>
        <message>
            <source>"hidden_size" is</source>
            <translation>“hidden_size”为</translation>
        </message>
        <message>
            <source>the model needs it to say which layers are convolutions</source>
            <translation>模型需要由它说明哪些层是卷积</translation>
        </message>
        <message>
            <source>it must list each full layer once, and agree with layer_types</source>
            <translation>它必须将每个完整注意力层列出一次，并与 layer_types 一致</translation>
        </message>
        <message>
            <source>it must be a number from 0 to 100</source>
            <translation>它必须是 0 至 100 的数</translation>
        </message>
        <message>
            <source>"linear_attn_config.{0}" is</source>
            <translation>“linear_attn_config.{0}”为</translation>
        </message>
        <message>
            <source>the model needs it to say which layers are linear</source>
            <translation>模型需要由它说明哪些层是线性注意力</translation>
        </message>
        <message>
            <source>its lists must name each of the {0} layers once</source>
            <translation>其列表必须将 {0} 层中的每一层列出一次</translation>
        </message>
        <message>
            <source>"linear_attn_config" lists other layers; correct one of them</source>
            <translation>“linear_attn_config”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>"d_model" is</source>
            <translation>“d_model”为</translation>
        </message>
        <message>
            <source>"attn_type_list" lists other layers; correct one of them</source>
            <translation>“attn_type_list”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>"intermediate_size", the width of an expert, is</source>
            <translation>专家的宽度“intermediate_size”为</translation>
        </message>
        <message>
            <source>"sparse_attention_config" lists other layers; correct one of them</source>
            <translation>“sparse_attention_config”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>0 and 1 alone are understood in it</source>
            <translation>其中只能理解 0 和 1</translation>
        </message>
        <message>
            <source>"mtp_hybrid_override_pattern" is missing</source>
            <translation>缺少“mtp_hybrid_override_pattern”</translation>
        </message>
        <message>
            <source>The configuration lacks "hybrid_override_pattern"; a nemotron_h model needs it.</source>
            <translation>配置缺少“hybrid_override_pattern”；nemotron_h 模型需要它。</translation>
        </message>
        <message>
            <source>its pattern has half layers:</source>
            <translation>其模式中的半层数为</translation>
        </message>
        <message>
            <source>"{0}" lists other layers; correct one of them</source>
            <translation>“{0}”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>{0} heads do not divide by it</source>
            <translation>{0} 个头不能被它整除</translation>
        </message>
        <message>
            <source>routed layers start at {0} of {1}</source>
            <translation>路由层从第 {0} 层开始，共 {1} 层</translation>
        </message>
        <message>
            <source>a qwen3_moe model has no shared expert; correct it</source>
            <translation>qwen3_moe 模型没有共享专家；请更正</translation>
        </message>
        <message>
            <source>it must be a list of layers</source>
            <translation>它必须是层的列表</translation>
        </message>
        <message>
            <source>"hybrid_layer_pattern" lists other layers; correct one of them</source>
            <translation>“hybrid_layer_pattern”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>the model needs it to say which layers see a window</source>
            <translation>模型需要由它说明哪些层是滑窗层</translation>
        </message>
        <message>
            <source>all have</source>
            <translation>所有层均为</translation>
        </message>
        <message>
            <source>"head_dim" is</source>
            <translation>“head_dim”为</translation>
        </message>
        <message>
            <source>the model needs it to say how many heads window layers have</source>
            <translation>模型需要由它说明滑窗层有多少个头</translation>
        </message>
        <message>
            <source>the list makes it</source>
            <translation>按列表应为</translation>
        </message>
        <message>
            <source>it must be a list of routed layers</source>
            <translation>它必须是路由层的列表</translation>
        </message>
        <message>
            <source>"no_rope_layers" lists other layers; correct one of them</source>
            <translation>“no_rope_layers”列出的是其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>"interleave_moe_layer_step" makes other layers; correct one of them</source>
            <translation>按“interleave_moe_layer_step”应为其他层；请更正其中之一</translation>
        </message>
        <message>
            <source>it does not divide by {0} heads; add "head_dim"</source>
            <translation>它不能被 {0} 个头整除；请添加“head_dim”</translation>
        </message>
        <message>
            <source>"qk_nope_head_dim" and "qk_rope_head_dim" make it</source>
            <translation>按“qk_nope_head_dim”和“qk_rope_head_dim”应为</translation>
        </message>
        <message>
            <source>"qk_nope_head_dim" makes it</source>
            <translation>按“qk_nope_head_dim”应为</translation>
        </message>
        <message>
            <source>"mlp_layer_types" makes it</source>
            <translation>按“mlp_layer_types”应为</translation>
        </message>
        <message>
            <source>the model needs it to say how many layers are dense</source>
            <translation>模型需要由它说明有多少稠密层</translation>
        </message>
        <message>
            <source>the lists make it</source>
            <translation>按各列表应为</translation>
        </message>
        <message>
            <source>it must say the same of each {0} layer, and of no other</source>
            <translation>它必须对每个 {0} 层给出相同的内容，且不涉及其他层</translation>
        </message>
        <message>
            <source>{0}: {1} B parameters counted, {2} B of them a token.</source>
            <translation>{0}：计得 {1} B 参数，其中每词元激活 {2} B。</translation>
        </message>
        <message>
            <source> The layers are those of {0} ({1}).</source>
            <translation> 各层与 {0}（{1}）相同。</translation>
        </message>
        <message>
            <source> Missing, so the class's own: {0}.</source>
            <translation> 缺失，故取其类的默认值：{0}。</translation>
        </message>
        <message>
            <source> Without weight in this configuration: {0}.</source>
            <translation> 在此配置中没有影响：{0}。</translation>
        </message>
        <message>
            <source>The configuration contradicts itself: {0}</source>
            <translation>配置自相矛盾：{0}</translation>
        </message>
        <message>
            <source>The configuration is beyond what can be planned: {0}; correct it.</source>
            <translation>该配置超出可规划的范围：{0}；请更正。</translation>
        </message>
        <message>
            <source>{0} with {1} MTP</source>
            <translation>{0}，含 {1} 个 MTP</translation>
        </message>
        <message>
            <source>{0} without MTP</source>
            <translation>{0}，不含 MTP</translation>
        </message>
        <message>
            <source>The configuration has 4 MiB or more; give a model's config.json.</source>
            <translation>配置达到或超过 4 MiB；请提供模型的 config.json。</translation>
        </message>
        <message>
            <source>The configuration is not JSON ({0}); give the model's config.json.</source>
            <translation>配置不是 JSON（{0}）；请提供模型的 config.json。</translation>
        </message>
        <message>
            <source>The configuration is not a JSON object; give the model's config.json.</source>
            <translation>配置不是 JSON 对象；请提供模型的 config.json。</translation>
        </message>
        <message>
            <source>The configuration has "{0}" inside of "{1}"; give the model's own config.json.</source>
            <translation>配置在“{1}”之内又有“{0}”；请提供模型自带的 config.json。</translation>
        </message>
        <message>
            <source>The configuration is nested deeper than any config.json; give the model's own one.</source>
            <translation>配置的嵌套深于任何 config.json；请提供模型自带的文件。</translation>
        </message>
        <message>
            <source>the language model's own is</source>
            <translation>语言模型自身的值为</translation>
        </message>
        <message>
            <source>The configuration has no "model_type"; give the config.json of a language model.</source>
            <translation>配置没有“model_type”；请提供语言模型的 config.json。</translation>
        </message>
        <message>
            <source>; near to it are {0}</source>
            <translation>；相近的有 {0}</translation>
        </message>
        <message>
            <source>The model type {0} is none of the {1} that are understood{2}. Describe its layers in a shape file of your own instead.</source>
            <translation>模型类型 {0} 不在已支持的 {1} 种之内{2}。请改用自己的结构文件描述其各层。</translation>
        </message>
        <message>
            <source>config.json ({0})</source>
            <translation>config.json（{0}）</translation>
        </message>
        <message>
            <source>compressed: the indexer must be given for CSA, and only then.</source>
            <translation>compressed：只有 CSA 需要且必须给出索引器。</translation>
        </message>
        <message>
            <source>compressed: {0} heads do not divide into {1} output groups.</source>
            <translation>compressed：{0} 个头无法均分为 {1} 个输出组。</translation>
        </message>
        <message>
            <source>gqa: {0} heads do not divide into {1} KV heads.</source>
            <translation>gqa：{0} 个头无法均分为 {1} 个 KV 头。</translation>
        </message>
        <message>
            <source>{0}: {1} is {2}; it must be at least {3}.</source>
            <translation>{0}：{1} 为 {2}；须至少为 {3}。</translation>
        </message>
        <message>
            <source>{0} is {1}; it must be at least {2}.</source>
            <translation>{0} 为 {1}；须至少为 {2}。</translation>
        </message>
        <message>
            <source>adamw</source>
            <translation>AdamW</translation>
        </message>
        <message>
            <source>adamw remainders</source>
            <translation>AdamW（只存余位）</translation>
        </message>
        <message>
            <source>adamw bf16 moments</source>
            <translation>AdamW（BF16 动量）</translation>
        </message>
        <message>
            <source>adamw fp8 moments</source>
            <translation>AdamW（FP8 动量）</translation>
        </message>
        <message>
            <source>adamw bf16</source>
            <translation>AdamW（全部 BF16）</translation>
        </message>
        <message>
            <source>adamw 8bit</source>
            <translation>AdamW（8 位）</translation>
        </message>
        <message>
            <source>adamw 8bit bare</source>
            <translation>AdamW（8 位，无主权重）</translation>
        </message>
        <message>
            <source>muon</source>
            <translation>Muon</translation>
        </message>
        <message>
            <source>adamuon</source>
            <translation>AdaMuon</translation>
        </message>
        <message>
            <source>{0} cannot be read as your shapes ({1}); move it away or mend it.</source>
            <translation>无法将 {0} 读作您的结构（{1}）；请移走或修正它。</translation>
        </message>
        <message>
            <source>{0} cannot be read as your shapes (it is no text); move it away or mend it.</source>
            <translation>无法将 {0} 读作您的结构（它不是文本）；请移走或修正它。</translation>
        </message>
        <message>
            <source>{0} cannot be written ({1}); your shapes stay as they were.</source>
            <translation>无法写入 {0}（{1}）；您的结构保持不变。</translation>
        </message>
        <message>
            <source>{0} MTP modules of {1} blocks; both need at least 1.</source>
            <translation>{0} 个 MTP 模块，每个 {1} 个块；两者都须至少为 1。</translation>
        </message>
        <message>
            <source>No shape {0} is shipped; choose one of {1}, or a config.json.</source>
            <translation>没有随附结构 {0}；请选择 {1} 之一，或 config.json。</translation>
        </message>
        <message>
            <source>resources/shapes/{0}, [{1}]: {2}</source>
            <translation>resources/shapes/{0}，[{1}]：{2}</translation>
        </message>
        <message>
            <source>{0} is no recipe; choose one of {1}.</source>
            <translation>{0} 不是配方；请选择 {1} 之一。</translation>
        </message>
        <message>
            <source>{0} is no fact of a recipe; there are {1}.</source>
            <translation>{0} 不是配方的条目；可用的有 {1}。</translation>
        </message>
        <message>
            <source>{0} reads {1}; enter one of {2}.</source>
            <translation>{0} 为 {1}；请输入 {2} 之一。</translation>
        </message>
        <message>
            <source>most teams</source>
            <translation>多数团队</translation>
        </message>
        <message>
            <source>tuned</source>
            <translation>已调优</translation>
        </message>
        <message>
            <source>supplier</source>
            <translation>供应商</translation>
        </message>
        <message>
            <source>{0} residual streams and a snapshot every {1} layers are no residual that can be computed.</source>
            <translation>{0} 条残差流、每 {1} 层一次快照的残差无法计算。</translation>
        </message>
        <message>
            <source>The pasted text is longer than a million characters; paste fewer steps.</source>
            <translation>粘贴的文本超过一百万字符；请粘贴较少的步。</translation>
        </message>
        <message>
            <source>Nothing was pasted; paste a step a line, with the tokens of each expert rank.</source>
            <translation>没有粘贴任何内容；请粘贴每步一行、含各专家秩词元数的文本。</translation>
        </message>
        <message>
            <source>Line {0} has no number; give the tokens of each expert rank, or their factor.</source>
            <translation>第 {0} 行没有数；请给出各专家秩的词元数，或其倍数。</translation>
        </message>
        <message>
            <source>Line {0}: the factor {1} is fullest over mean, so it is 1 or more.</source>
            <translation>第 {0} 行：倍数 {1} 是最满与均值之比，应不小于 1。</translation>
        </message>
        <message>
            <source>Line {0} has no tokens at all; leave such a step out.</source>
            <translation>第 {0} 行没有任何词元；请去掉这一步。</translation>
        </message>
        <message>
            <source>Line {0}: {1} is no number of tokens; give numbers with spaces between.</source>
            <translation>第 {0} 行：{1} 不是词元数；请给出以空格分隔的数。</translation>
        </message>
        <message>
            <source>{0} is nothing that can be stated here; there are {1}.</source>
            <translation>{0} 不是这里可以填写的内容；可填写的有 {1}。</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>整数</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>数</translation>
        </message>
        <message>
            <source>{0} reads {1}; enter {2} from {3} to {4}.</source>
            <translation>{0} 读到 {1}；请输入 {3} 到 {4} 的{2}。</translation>
        </message>
        <message>
            <source>attention output</source>
            <translation>注意力输出</translation>
        </message>
        <message>
            <source>{0}: layers is {1}; it must be from 1 to {2}.</source>
            <translation>{0}：layers 为 {1}；须为 1 至 {2}。</translation>
        </message>
        <message>
            <source>{0}: its MTP has {1} layers, more than {2}.</source>
            <translation>{0}：其 MTP 有 {1} 层，超过 {2}。</translation>
        </message>
        <message>
            <source>{0}: its layers are of {1} kinds, more than {2}.</source>
            <translation>{0}：其层有 {1} 种，超过 {2}。</translation>
        </message>
        <message>
            <source>{0}: a block names the mixer {1}, which the shape lacks.</source>
            <translation>{0}：一个块指定了混合器 {1}，而结构中没有它。</translation>
        </message>
        <message>
            <source>{0}: a block names the channel mixer {1}, which the shape lacks.</source>
            <translation>{0}：一个块指定了通道混合器 {1}，而结构中没有它。</translation>
        </message>
        <message>
            <source>{0}: a block has two mixtures of experts; name one.</source>
            <translation>{0}：一个块有两个混合专家层；请只指定一个。</translation>
        </message>
        <message>
            <source>{0}: mtp_layers is {1}; it cannot be negative.</source>
            <translation>{0}：mtp_layers 为 {1}；不能为负。</translation>
        </message>
        <message>
            <source>gqa</source>
            <translation>GQA</translation>
        </message>
        <message>
            <source>mla</source>
            <translation>MLA</translation>
        </message>
        <message>
            <source>The stack has no layers; add a row.</source>
            <translation>堆叠中没有层；请添加一行。</translation>
        </message>
        <message>
            <source>The shape has no name; give it one.</source>
            <translation>该结构没有名称；请命名。</translation>
        </message>
        <message>
            <source>The shape is beyond what can be planned: {0}.</source>
            <translation>该结构超出可规划的范围：{0}。</translation>
        </message>
        <message>
            <source>The text has {0} shapes; give from 1 to {1}, each under [a-key].</source>
            <translation>文本含有 {0} 个结构；请给出 1 到 {1} 个，各自位于 [键名] 之下。</translation>
        </message>
        <message>
            <source>The shapes are not TOML: {0}.</source>
            <translation>结构文件不是 TOML：{0}。</translation>
        </message>
        <message>
            <source>Line {0}: {1}</source>
            <translation>第 {0} 行：{1}</translation>
        </message>
        <message>
            <source>{0} is {1}, more than {2}</source>
            <translation>{0} 为 {1}，超过 {2}</translation>
        </message>
        <message>
            <source>it has {0} experts over all its layers, more than {1}</source>
            <translation>它的所有层共有 {0} 个专家，超过 {1}</translation>
        </message>
        <message>
            <source>{0} is missing; enter it.</source>
            <translation>缺少 {0}；请输入。</translation>
        </message>
        <message>
            <source>The adapters have rank {0}; enter 1 to {1}.</source>
            <translation>适配器的秩为 {0}；请输入 1 到 {1}。</translation>
        </message>
        <message>
            <source>The adapters stand beside no module; choose one, or train all weights.</source>
            <translation>适配器没有放在任何模块旁；请选择模块，或训练全部权重。</translation>
        </message>
        <message>
            <source>The share of the states on the host is {0}; enter 0 to 1.</source>
            <translation>放在主机上的状态比例为 {0}；请输入 0 到 1。</translation>
        </message>
        <message>
            <source>rate of the host's memory</source>
            <translation>主机内存速率</translation>
        </message>
        <message>
            <source>The {0} is {1}; enter a number above zero, or none for the node's own.</source>
            <translation>{0}为 {1}；请输入大于零的数，或留空按节点自身。</translation>
        </message>
        <message>
            <source>Gradients take {0} bytes; enter 2 or 4, or none for the software's.</source>
            <translation>梯度为 {0} 字节；请输入 2 或 4，或留空按软件默认。</translation>
        </message>
        <message>
            <source>Newton-Schulz takes {0} steps; enter 1 or more, or none.</source>
            <translation>Newton-Schulz 为 {0} 步；请输入 1 或更大，或留空。</translation>
        </message>
        <message>
            <source>Weights in FP8 need main weights, which {0} lacks; choose another of the two.</source>
            <translation>FP8 权重需要主权重，而 {0} 没有；请更换其中之一。</translation>
        </message>
        <message>
            <source>Weights in FP32 are held fully sharded alone; choose fully-sharded, or weights in BF16.</source>
            <translation>FP32 权重只能完全分片保存；请选择完全分片，或使用 BF16 权重。</translation>
        </message>
        <message>
            <source>Weights in FP32 are AdamW's main weights; choose adamw, or weights in BF16.</source>
            <translation>FP32 权重就是 AdamW 的主权重；请选择 adamw，或使用 BF16 权重。</translation>
        </message>
        <message>
            <source>{0} updates whole matrices, which {1} cuts; choose zero-1 or none.</source>
            <translation>{0} 更新整个矩阵，而 {1} 会切分矩阵；请选择 zero-1 或不分片。</translation>
        </message>
        <message>
            <source>Weights in FP32 stay on the device; choose weights in BF16 to move states to the host.</source>
            <translation>FP32 权重留在设备上；要把状态放到主机，请使用 BF16 权重。</translation>
        </message>
        <message>
            <source>States of {0} are not updated on a host by any known software; choose adamw or a precision-aware one, or keep all states on the device.</source>
            <translation>没有已知软件能在主机上更新 {0} 的状态；请选择 adamw 或精度感知的优化器，或把状态全部留在设备上。</translation>
        </message>
        <message>
            <source>zero 1</source>
            <translation>ZeRO-1</translation>
        </message>
        <message>
            <source>fully sharded</source>
            <translation>全分片</translation>
        </message>
        <message>
            <source>zero 2</source>
            <translation>ZeRO-2</translation>
        </message>
        <message>
            <source>bf16 with fp8 copies</source>
            <translation>BF16，另存 FP8 副本</translation>
        </message>
        <message>
            <source>attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>experts</source>
            <translation>专家</translation>
        </message>
        <message>
            <source>MTBF of {0}</source>
            <translation>{0} 的 MTBF</translation>
        </message>
        <message>
            <source>MTBF of a device</source>
            <translation>设备 MTBF</translation>
        </message>
        <message>
            <source>MTBF of a rack</source>
            <translation>机柜 MTBF</translation>
        </message>
        <message>
            <source>checkpoint interval</source>
            <translation>检查点间隔</translation>
        </message>
        <message>
            <source>time of a checkpoint</source>
            <translation>检查点耗时</translation>
        </message>
        <message>
            <source>The restart takes {0} s; enter 0 or more.</source>
            <translation>重启需要 {0} 秒；请输入 0 或更大。</translation>
        </message>
        <message>
            <source>{0} checkpoints are kept; enter 1 or more.</source>
            <translation>保留 {0} 个检查点；请输入 1 或更大。</translation>
        </message>
        <message>
            <source>The {0} is {1}; enter a number above zero, or none.</source>
            <translation>{0}为 {1}；请输入大于零的数，或留空。</translation>
        </message>
        <message>
            <source>The run has {0} tokens; enter a number above zero.</source>
            <translation>训练有 {0} 词元；请输入大于零的数。</translation>
        </message>
        <message>
            <source>sequence length</source>
            <translation>序列长度</translation>
        </message>
        <message>
            <source>global batch</source>
            <translation>全局批次</translation>
        </message>
        <message>
            <source>The {0} is {1}; it must be at least 1.</source>
            <translation>{0}为 {1}；至少须为 1。</translation>
        </message>
        <message>
            <source>The deadline is {0} days; enter a number above zero or none.</source>
            <translation>期限为 {0} 天；请输入大于零的数，或不设期限。</translation>
        </message>
        <message>
            <source>The {0} overload is {1}; it is fullest over mean, so enter 1 or more.</source>
            <translation>{0} 过载为 {1}；它是最满者与平均值之比，请输入 1 或更大的值。</translation>
        </message>
        <message>
            <source>{0} has no matrices of {1} for adapters; choose other modules.</source>
            <translation>{0} 没有可放适配器的 {1} 矩阵；请选择其他模块。</translation>
        </message>
        <message>
            <source>mxfp8</source>
            <translation>MXFP8</translation>
        </message>
        <message>
            <source>nvfp4</source>
            <translation>NVFP4</translation>
        </message>
        <message>
            <source>capped</source>
            <translation>有容量上限</translation>
        </message>
        <message>
            <source>natural</source>
            <translation>自然</translation>
        </message>
        <message>
            <source>trillion tokens</source>
            <translation>万亿词元</translation>
        </message>
        <message>
            <source>This is known of training alone, and the plan is for {0}; open a plan that trains.</source>
            <translation>这只适用于训练，而该计划用于 {0}；请打开用于训练的计划。</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Ling report device A</source>
            <translation>Ling 报告设备 A</translation>
        </message>
        <message>
            <source>Ling report device B</source>
            <translation>Ling 报告设备 B</translation>
        </message>
        <message>
            <source>Ling report device C</source>
            <translation>Ling 报告设备 C</translation>
        </message>
        <message>
            <source>Ling report device D</source>
            <translation>Ling 报告设备 D</translation>
        </message>
        <message>
            <source>Ling report device E</source>
            <translation>Ling 报告设备 E</translation>
        </message>
        <message>
            <source>as most teams run it</source>
            <translation>多数团队的水平</translation>
        </message>
        <message>
            <source>the supplier's own benchmark</source>
            <translation>供应商基准测试</translation>
        </message>
        <message>
            <source>{0} stops shipping</source>
            <translation>{0} 停止供货</translation>
        </message>
        <message>
            <source>stated assumption: a quarter of a foreign supplier's</source>
            <translation>所述假设：外国供应商的四分之一</translation>
        </message>
        <message>
            <source>{0} is forbidden</source>
            <translation>{0} 被禁用</translation>
        </message>
        <message>
            <source>stated assumption: no such measure against a supplier at home is known</source>
            <translation>所述假设：未知有针对本国供应商的此类措施</translation>
        </message>
        <message>
            <source>Rents of {0} rise by half</source>
            <translation>{0} 的租金上涨一半</translation>
        </message>
        <message>
            <source>stated assumption</source>
            <translation>所述假设</translation>
        </message>
        <message>
            <source>{0} trains slower than expected</source>
            <translation>{0} 的训练比预期慢</translation>
        </message>
        <message>
            <source>Devices of {0} come three months late</source>
            <translation>{0} 的设备晚到三个月</translation>
        </message>
        <message>
            <source>{0} gains 10 %</source>
            <translation>{0} 升值 10 %</translation>
        </message>
        <message>
            <source>{0} loses 10 %</source>
            <translation>{0} 贬值 10 %</translation>
        </message>
        <message>
            <source>Devices fail twice as often</source>
            <translation>设备故障率加倍</translation>
        </message>
        <message>
            <source>LLaMA-8B, pipeline of 17 and 15 layers, device-direct</source>
            <translation>LLaMA-8B，17 层与 15 层的流水线，设备直连</translation>
        </message>
        <message>
            <source>Qwen2-7B, pipeline of 16 and 12 layers, device-direct (figures reconstructed from ratios)</source>
            <translation>Qwen2-7B，16 层与 12 层的流水线，设备直连（数值由比率还原）</translation>
        </message>
        <message>
            <source>LLaMA-8B, pipeline through the hosts, one NIC per device</source>
            <translation>LLaMA-8B，经由主机的流水线，每设备一块网卡</translation>
        </message>
        <message>
            <source>LLaMA-8B, pipeline through the hosts</source>
            <translation>LLaMA-8B，经由主机的流水线</translation>
        </message>
        <message>
            <source>LLaMA-8B, every collective through the hosts</source>
            <translation>LLaMA-8B，所有集合通信经由主机</translation>
        </message>
        <message>
            <source>it is an input of the check of the pipelines</source>
            <translation>它是流水线检验的输入</translation>
        </message>
        <message>
            <source>data parallel, mixed over sum of the pools, best case</source>
            <translation>数据并行，混合与各资源池之和的比，最佳情况</translation>
        </message>
        <message>
            <source>data parallel, mixed over sum of the pools, mean</source>
            <translation>数据并行，混合与各资源池之和的比，平均</translation>
        </message>
        <message>
            <source>Llama-140B, pipeline, of its theoretical bound</source>
            <translation>Llama-140B，流水线，占其理论上限</translation>
        </message>
        <message>
            <source>the accelerators are not named, so no rate of theirs can be predicted</source>
            <translation>加速器未具名，无法预测其速率</translation>
        </message>
        <message>
            <source>its accelerators (consumer cards) are in no catalogue of training accelerators</source>
            <translation>其加速器（消费级显卡）不在训练加速器目录中</translation>
        </message>
        <message>
            <source>A40 and V100 of 16 GB are not in the catalogue, and the layout of each point is not printed</source>
            <translation>A40 和 16 GB 的 V100 不在目录中，且未给出各点的布局</translation>
        </message>
        <message>
            <source>T4 is not in the catalogue, and the link is simulated</source>
            <translation>T4 不在目录中，且池间互联为模拟</translation>
        </message>
        <message>
            <source>it is measured against the plan that another program chooses, which is not printed</source>
            <translation>它与另一程序所选的计划比较，而该计划未给出</translation>
        </message>
        <message>
            <source>it is the error of another model, not a run</source>
            <translation>它是另一模型的误差，不是运行</translation>
        </message>
        <message>
            <source>accelerators, batch and model size of the figure are not printed</source>
            <translation>未给出该图的加速器、批次和模型规模</translation>
        </message>
        <message>
            <source>step time, rounds and overlap are not printed</source>
            <translation>未给出单步耗时、轮次和重叠</translation>
        </message>
        <message>
            <source>it is an input: the shipped Ling examples pay it</source>
            <translation>它是输入：随附的 Ling 示例按此付费</translation>
        </message>
        <message>
            <source>it is an input: the Ling examples are anchored on it</source>
            <translation>它是输入：Ling 示例以此锚定</translation>
        </message>
        <message>
            <source>the mix is not disclosed; the Ling examples show it beside what they predict</source>
            <translation>混合方式未公开；Ling 示例将其与预测值并列显示</translation>
        </message>
        <message>
            <source>it is no mix, and its layers are none that the planner counts</source>
            <translation>它不是混合，且其层不在规划器的计算范围内</translation>
        </message>
        <message>
            <source>it is no mix</source>
            <translation>它不是混合</translation>
        </message>
        <message>
            <source>it is no mix; runs of one accelerator are in the table of published runs</source>
            <translation>它不是混合；单一加速器的运行见公开运行表</translation>
        </message>
        <message>
            <source>3A090 of October 2022 by arithmetic</source>
            <translation>按数值推算的 2022 年 10 月版 3A090</translation>
        </message>
        <message>
            <source>3A090 class by arithmetic</source>
            <translation>按数值推算的 3A090 类别</translation>
        </message>
        <message>
            <source>January 2026 case-by-case review by arithmetic</source>
            <translation>按数值推算的 2026 年 1 月逐案审查</translation>
        </message>
        <message>
            <source>commercially available in the United States, shipments to China and Macau at most half of the US volume, a US third-party laboratory test, know-your-customer checks; all else is under a presumption of denial</source>
            <translation>在美国市场有售、对中国大陆与澳门的出货量不超过美国销量的一半、经美国第三方实验室测试并完成客户身份核查；其余一律推定拒绝</translation>
        </message>
        <message>
            <source>Review of licences for Country Group D:5 and buyers with headquarters there</source>
            <translation>对国家组 D:5 及总部位于该组的买方的许可证审查</translation>
        </message>
        <message>
            <source>a presumption of denial</source>
            <translation>推定拒绝</translation>
        </message>
        <message>
            <source>Embargoed destinations (Country Group E)</source>
            <translation>禁运目的地（国家组 E）</translation>
        </message>
        <message>
            <source>Devices under the US export rules are not licensed for this destination.</source>
            <translation>受美国出口管制的设备不会获准运往该目的地。</translation>
        </message>
        <message>
            <source>Licences for Russia and Belarus</source>
            <translation>对俄罗斯与白俄罗斯的许可证</translation>
        </message>
        <message>
            <source>A licence is needed whatever the performance, and refused as a rule.</source>
            <translation>无论性能高低均须许可证，且原则上不予批准。</translation>
        </message>
        <message>
            <source>Licence letter for H20 and its equals</source>
            <translation>针对 H20 及同类产品的许可证函</translation>
        </message>
        <message>
            <source>A licence is needed although the part is below 3A090; licences resumed in August 2025, no shipments to China reported since.</source>
            <translation>尽管该器件低于 3A090，仍需许可证；许可于 2025 年 8 月恢复，此后未见向中国出货的报道。</translation>
        </message>
        <message>
            <source>Licence letter for MI308</source>
            <translation>针对 MI308 的许可证函</translation>
        </message>
        <message>
            <source>A licence is needed; licences with a 15 % payment were reported in December 2025.</source>
            <translation>需要许可证；据 2025 年 12 月报道，许可附带 15 % 的付款。</translation>
        </message>
        <message>
            <source>Guidance on Ascend 910B, 910C and 910D</source>
            <translation>关于昇腾 910B、910C 与 910D 的指南</translation>
        </message>
        <message>
            <source>Using these devices anywhere risks a violation of the US export rules, in the view of the US authority.</source>
            <translation>美国主管机构认为，在任何地方使用这些设备都有违反美国出口管制规则的风险。</translation>
        </message>
        <message>
            <source>Domestic devices in state-funded data centres</source>
            <translation>国家出资数据中心使用国产设备</translation>
        </message>
        <message>
            <source>Data centres with state funds are to use domestic devices.</source>
            <translation>有国家资金的数据中心须使用国产设备。</translation>
        </message>
        <message>
            <source>Customs on H200</source>
            <translation>H200 的海关管控</translation>
        </message>
        <message>
            <source>Customs were told that H200 is not permitted; approvals with conditions for three buyers were reported two weeks later.</source>
            <translation>海关被告知 H200 不予放行；两周后有报道称三家买方获得附条件批准。</translation>
        </message>
        <message>
            <source>Testing and ordering of RTX Pro 6000D</source>
            <translation>RTX Pro 6000D 的测试与订购</translation>
        </message>
        <message>
            <source>Firms were told to stop testing and ordering it.</source>
            <translation>企业被要求停止测试与订购。</translation>
        </message>
        <message>
            <source>Cyberspace Administration on H20</source>
            <translation>国家网信办关于 H20</translation>
        </message>
        <message>
            <source>The administration called in the supplier over suspected back doors, and firms were told to avoid the device.</source>
            <translation>主管部门就疑似后门约谈供应商，并要求企业避免使用该设备。</translation>
        </message>
        <message>
            <source>Customs checks at the main ports</source>
            <translation>主要口岸的海关检查</translation>
        </message>
        <message>
            <source>Customs checks on this supplier's devices at the main ports were reported.</source>
            <translation>据报道，主要口岸对该供应商的设备进行海关检查。</translation>
        </message>
        <message>
            <source>3A090 destinations</source>
            <translation>3A090 目的地</translation>
        </message>
        <message>
            <source>3A090 asks for no licence for destinations in Country Groups A:5 and A:6.</source>
            <translation>对国家组 A:5 和 A:6 的目的地，3A090 不要求许可证。</translation>
        </message>
        <message>
            <source>DeepSeek-V3 on H100 with MI300X</source>
            <translation>H100 与 MI300X 上的 DeepSeek-V3</translation>
        </message>
        <message>
            <source>The token count, sequence and batch of the DeepSeek-V3 report (arXiv 2412.19437) in BF16 on a rented fleet of two suppliers at one site. The node counts are an assumption.</source>
            <translation>采用 DeepSeek-V3 报告（arXiv 2412.19437）的词元数、序列与批次，以 BF16 在同一站点两家供应商的租用机群上训练。节点数为假定值。</translation>
        </message>
        <message>
            <source>entered value: 0.14 USD per CNY, rounded; no price of this plan is in CNY; enter your own</source>
            <translation>输入值：1 CNY 兑 0.14 USD，已取整；本计划没有以 CNY 计的价格；请输入实际值</translation>
        </message>
        <message>
            <source>H100 alone (2,048 devices)</source>
            <translation>仅用 H100（2,048 个设备）</translation>
        </message>
        <message>
            <source>assumed: one 400 Gbit/s link between the two fabrics of one site; enter your own</source>
            <translation>假定：同一站点两个互连网络之间有一条 400 Gbit/s 链路；请输入实际值</translation>
        </message>
        <message>
            <source>Ling-Plus, device D alone</source>
            <translation>Ling-Plus，仅用设备 D</translation>
        </message>
        <message>
            <source>The baseline of the Ling report: 9 trillion tokens on device D. That the report's devices A to E are these products is an inference from peak rate, memory and FP8 support, not stated in the report. The shape is reconstructed: the report prints only 290 B and 28.8 B parameters.</source>
            <translation>Ling 报告的基准：在设备 D 上训练 9 万亿词元。报告并未说明设备 A 至 E 是哪些产品，此处系根据峰值速率、显存与 FP8 支持推断。结构为重建：报告只给出 2900 亿与 288 亿参数。</translation>
        </message>
        <message>
            <source>Ant software of 2025-03</source>
            <translation>蚂蚁 2025-03 的自有软件</translation>
        </message>
        <message>
            <source>entered value: 7.25 CNY per USD, a rounded market rate of the week in which the Ling report appeared; enter your own</source>
            <translation>输入值：1 USD 兑 7.25 CNY，取 Ling 报告发表当周的市场汇率并取整；请输入实际值</translation>
        </message>
        <message>
            <source>Device D alone, 2,048 H800</source>
            <translation>仅用设备 D，2,048 个 H800</translation>
        </message>
        <message>
            <source>Ling report, device D</source>
            <translation>Ling 报告，设备 D</translation>
        </message>
        <message>
            <source>6.35 million CNY per trillion tokens at 27.5 CNY per device-hour: 1,203 tokens/s per device over paid hours. The report gives neither the number of devices nor the layout; 2,048 devices, the size of the baseline fleet, are assumed, and the layout is the best one found.</source>
            <translation>每万亿词元 635 万 CNY，每设备小时 27.5 CNY：按付费小时计，每设备 1,203 词元/秒。报告既未给出设备数，也未给出布局；此处假定为基准机群规模的 2,048 个设备，布局取所找到的最佳者。</translation>
        </message>
        <message>
            <source>The figure that the plan is anchored on, so the prediction meets it by construction.</source>
            <translation>这是计划所锚定的数值，因此预测必然与其相符。</translation>
        </message>
        <message>
            <source>Ling-Plus by local SGD</source>
            <translation>采用本地 SGD 的 Ling-Plus</translation>
        </message>
        <message>
            <source>The run of the Ling report on the mixed fleet with its own alternative, EDiT (local SGD): every pool trains a copy on its share of the batch and the copies are averaged every 100 steps. It changes the optimiser; no published run above 100 billion parameters has been trained so, and the statistical efficiency is an assumption. That the report's devices A to E are these products is an inference from peak rate, memory and FP8 support, not stated in the report. Only device D is anchored; the other devices are predicted. The node counts are an assumption: the report gives none.</source>
            <translation>Ling 报告中的训练，在混合机群上采用报告自身的另一方案 EDiT（本地 SGD）：每个资源池用其批次份额训练一个副本，每 100 步对副本取平均。它改变优化器；尚无公开的 1000 亿参数以上的训练采用此法，统计效率为假定。报告并未说明设备 A 至 E 是哪些产品，此处系根据峰值速率、显存与 FP8 支持推断。只有设备 D 以实测锚定；其他设备为预测。节点数为假定：报告未给出。</translation>
        </message>
        <message>
            <source>Site 1</source>
            <translation>站点 1</translation>
        </message>
        <message>
            <source>Site 2</source>
            <translation>站点 2</translation>
        </message>
        <message>
            <source>Site 3</source>
            <translation>站点 3</translation>
        </message>
        <message>
            <source>Site 4</source>
            <translation>站点 4</translation>
        </message>
        <message>
            <source>Site 5</source>
            <translation>站点 5</translation>
        </message>
        <message>
            <source>the report's own peak, in place of the catalogue's 376 TFLOP/s</source>
            <translation>采用报告自身的峰值，代替目录中的 376 TFLOP/s</translation>
        </message>
        <message>
            <source>the report's own peak, in place of the catalogue's 148 TFLOP/s</source>
            <translation>采用报告自身的峰值，代替目录中的 148 TFLOP/s</translation>
        </message>
        <message>
            <source>The report does not name the device; that it is this one is an inference. The catalogue holds 118.7 TFLOP/s in FP16, derived from an operator's order.</source>
            <translation>报告未给出该设备名称；认定为此款系推断。目录中的 FP16 为 118.7 TFLOP/s，由某运营商的订单推算。</translation>
        </message>
        <message>
            <source>derived: 96 GB of HBM2e are six stacks of 16 GB, each 1,024 bits wide at 3.6 Gbit/s a pin, 460.8 GB/s</source>
            <translation>推算：96 GB HBM2e 为六个 16 GB 堆栈，每个位宽 1,024 位，每引脚 3.6 Gbit/s，即 460.8 GB/s</translation>
        </message>
        <message>
            <source>No figure of the supplier was found. The TPU v5p reaches 2,765 GB/s with as much memory of the same kind.</source>
            <translation>未找到供应商的数值。同类型同容量显存的 TPU v5p 达到 2,765 GB/s。</translation>
        </message>
        <message>
            <source>assumed: eight 200 Gbit/s NICs shared by the 16 devices of a server, 100 Gbit/s a device</source>
            <translation>假定：每台服务器 16 个设备共用八块 200 Gbit/s 网卡，每设备 100 Gbit/s</translation>
        </message>
        <message>
            <source>No figure was found. The other PCIe servers of the catalogue (L20, MLU590, K100-AI) have 100 Gbit/s a device.</source>
            <translation>未找到数值。目录中其他 PCIe 服务器（L20、MLU590、K100-AI）每设备为 100 Gbit/s。</translation>
        </message>
        <message>
            <source>Ling report, lower-spec system</source>
            <translation>Ling 报告，低规格系统</translation>
        </message>
        <message>
            <source>1 − 5.08/6.35. The report does not say which devices its lower-specification system has; this fleet is one possible mix. Shown beside the prediction, never used in it.</source>
            <translation>1 − 5.08/6.35。报告未说明其低规格系统采用哪些设备；此机群是一种可能的组合。仅列于预测旁，从不用于预测。</translation>
        </message>
        <message>
            <source>The report does not say which devices its lower-specification system has; this fleet is one possible mix. Shown beside the prediction, never used in it.</source>
            <translation>报告未说明其低规格系统采用哪些设备；此机群是一种可能的组合。仅列于预测旁，从不用于预测。</translation>
        </message>
        <message>
            <source>Ling-Plus, device A alone</source>
            <translation>Ling-Plus，仅用设备 A</translation>
        </message>
        <message>
            <source>A lower-specification system for the run of the Ling report. That the report's devices A to E are these products is an inference from peak rate, memory and FP8 support, not stated in the report. Only device D is anchored; what device A does is predicted. 6,144 devices are assumed: the multiple of 1,024 that comes closest to the delivered speed of the baseline's 2,048. The count matters: between 4,096 and 7,168 devices the predicted saving lies between 24 and 32 %, as layouts divide the model better or worse.</source>
            <translation>用于 Ling 报告中训练的低规格系统。报告并未说明设备 A 至 E 是哪些产品，此处系根据峰值速率、显存与 FP8 支持推断。只有设备 D 以实测锚定；设备 A 的表现为预测。假定 6,144 个设备：即最接近基准 2,048 个设备交付速度的 1,024 的倍数。数量有影响：在 4,096 至 7,168 个设备之间，预测的节省介于 24 % 与 32 % 之间，因为布局对模型的划分有好有坏。</translation>
        </message>
        <message>
            <source>1 − 5.08/6.35. The report does not say which devices its lower-specification system has; device A alone is our reading. Shown beside the prediction, never used in it.</source>
            <translation>1 − 5.08/6.35。报告未说明其低规格系统采用哪些设备；仅用设备 A 是我们的解读。仅列于预测旁，从不用于预测。</translation>
        </message>
        <message>
            <source>The report does not say which devices its lower-specification system has; device A alone is our reading. Shown beside the prediction, never used in it.</source>
            <translation>报告未说明其低规格系统采用哪些设备；仅用设备 A 是我们的解读。仅列于预测旁，从不用于预测。</translation>
        </message>
        <message>
            <source>Ling-Plus on a mixed fleet</source>
            <translation>混合机群上的 Ling-Plus</translation>
        </message>
        <message>
            <source>The run of the Ling report on a fleet of its devices A, C, D and E, with B to explore. One model is trained by one pool at a time, and the job moves between sites. That the report's devices A to E are these products is an inference from peak rate, memory and FP8 support, not stated in the report. The shares of the tokens are assumed, since the report states none: the cheapest division in no more than 158 days with at most 65 % on one supplier. Only device D is anchored; the other devices are predicted. The node counts are an assumption: the report gives none.</source>
            <translation>Ling 报告中的训练，采用其设备 A、C、D、E 组成的机群，并可探索设备 B。同一时刻由一个资源池训练同一个模型，作业在站点之间转移。报告并未说明设备 A 至 E 是哪些产品，此处系根据峰值速率、显存与 FP8 支持推断。词元份额为假定，因报告未给出：取不超过 158 天、单一供应商至多 65 % 时成本最低的分配。只有设备 D 以实测锚定；其他设备为预测。节点数为假定：报告未给出。</translation>
        </message>
        <message>
            <source>Mixtral 8x22B on B200 with MI325X</source>
            <translation>B200 与 MI325X 上的 Mixtral 8x22B</translation>
        </message>
        <message>
            <source>A Mixture-of-Experts run of moderate size on rented fleets of two suppliers at one site. Tokens, batch and node counts are an assumption: the makers of Mixtral published none.</source>
            <translation>在同一站点两家供应商的租用机群上进行的中等规模混合专家训练。词元数、批次与节点数均为假定：Mixtral 的开发者未公布。</translation>
        </message>
        <message>
            <source>B200 alone (512 devices)</source>
            <translation>仅用 B200（512 个设备）</translation>
        </message>
        <message>
            <source>assumed: four 400 Gbit/s links between the two fabrics of one site; enter your own</source>
            <translation>假定：同一站点两个互连网络之间有四条 400 Gbit/s 链路；请输入实际值</translation>
        </message>
        <message>
            <source>Qwen3-235B-A22B on Ascend 910C with H20</source>
            <translation>Ascend 910C 与 H20 上的 Qwen3-235B-A22B</translation>
        </message>
        <message>
            <source>The 36 trillion tokens of the Qwen3 report (arXiv 2505.09388) at sequence 4096 in BF16, on devices that may be had in China. The report gives no batch; 4,096 sequences are assumed, as are the node counts. Both prices were printed on 15 July 2026: of the 910C for a server by the month, of the H20 for a device by the hour, which is the more expensive way to rent.</source>
            <translation>Qwen3 报告（arXiv 2505.09388）的 36 万亿词元，序列 4096，BF16，采用在中国可获得的设备。报告未给出批次；假定为 4,096 个序列，节点数亦为假定。两个价格均于 2026 年 7 月 15 日公布：910C 为整台服务器按月租用，H20 为单个设备按小时租用，后者是较贵的租用方式。</translation>
        </message>
        <message>
            <source>entered value: 7.1 CNY per USD, rounded; no price of this plan is in USD; enter your own</source>
            <translation>输入值：1 USD 兑 7.1 CNY，已取整；本计划没有以 USD 计的价格；请输入实际值</translation>
        </message>
        <message>
            <source>H20 alone (8,192 devices)</source>
            <translation>仅用 H20（8,192 个设备）</translation>
        </message>
    </context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>&amp;Look in:</source>
            <translation>查找范围(&amp;L)：</translation>
        </message>
        <message>
            <source>Files of &amp;type:</source>
            <translation>文件类型(&amp;T)：</translation>
        </message>
    </context>
</TS>
